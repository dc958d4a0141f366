/**
 * Gigs' resources as its pages print them. Members that only the newer pages have say so.
 * Every time is an RFC 3339 string in UTC, every price an integer in minor units.
 */

type ProjectType = 'live' | 'test';
type AddonStatus = 'draft' | 'available' | 'archived';
type AddonType = 'topUp' | 'other';
type RecurrenceType = 'oneTime' | 'recurring';
type ActivationTrigger = 'creation' | 'networkLatch' | 'usageStarted';
export type SubscriptionAddonStatus = 'pending' | 'initiated' | 'active' | 'ended';
type SubscriptionStatus = 'pending' | 'initiated' | 'active' | 'restricted' | 'ended';

interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** `null` is unlimited. */
interface Allowances {
  readonly dataBytes: number | null;
  readonly voiceSeconds: number | null;
  readonly smsMessages: number | null;
}

export interface Validity {
  readonly unit: 'day' | 'month';
  readonly value: number;
}

interface Period {
  readonly number: number;
  readonly start: string;
  readonly end: string;
}

export interface Coverage {
  readonly object: 'coverage';
  readonly id: string;
  readonly name: string;
  readonly countries: readonly string[];
}

type Metadata = Readonly<Record<string, string>>;

/** https://developers.gigs.com/core/projects */
export interface Project {
  readonly object: 'project';
  readonly id: string;
  readonly billing: {
    readonly advanceInvoicingDays: number;
    readonly currency: string;
    readonly paymentBehavior: 'manual';
    readonly taxBehavior: 'exclusive';
  } | null;
  readonly consent: { readonly deliveryMethods: readonly string[] } | null;
  readonly createdAt: string;
  readonly image: string | null;
  readonly legal: Readonly<
    Record<'name' | 'city' | 'country' | 'line1' | 'line2' | 'postalCode' | 'state', string>
  > | null;
  readonly locales: readonly string[];
  readonly name: string;
  readonly organization: {
    readonly object: 'organization';
    readonly id: string;
    readonly createdAt: string;
    readonly name: string;
  };
  readonly payments: { readonly currency: string; readonly mode: ProjectType } | null;
  readonly subscriptionOwner: 'user' | 'company';
  readonly support: { readonly email: string | null; readonly phoneNumber: string | null } | null;
  readonly type: ProjectType;
  /** In the documents' examples, though not in their tables. */
  readonly billable: boolean;
}

/** https://developers.gigs.com/api/latest/core/add-ons.md */
export interface Addon {
  readonly object: 'addon';
  readonly id: string;
  /** Newer than the documents. */
  readonly activationTrigger: ActivationTrigger;
  readonly allowances: Allowances;
  /** Newer than the documents. */
  readonly coverage: Coverage | null;
  readonly createdAt: string;
  readonly description: string | null;
  /** Newer than the documents. */
  readonly metadata: Metadata;
  readonly name: string;
  readonly plans: readonly string[];
  readonly price: Money;
  readonly provider: string;
  readonly recurrenceType: RecurrenceType;
  readonly status: AddonStatus;
  readonly type: AddonType;
  readonly validity: Validity | null;
  /** Deprecated, like the five below: `-1` is unlimited. */
  readonly data: number;
  readonly dataUnit: 'byte';
  readonly sms: number;
  readonly smsUnit: 'message';
  readonly voice: number;
  readonly voiceUnit: 'second';
}

/** https://developers.gigs.com/api/latest/core/subscription-add-ons.md */
export interface SubscriptionAddon {
  readonly object: 'subscriptionAddon';
  readonly id: string;
  readonly addon: Addon;
  readonly currentPeriod: Period | null;
  readonly status: SubscriptionAddonStatus;
  readonly subscription: string;
  readonly user: string;
  readonly activatedAt: string | null;
  readonly canceledAt: string | null;
  readonly createdAt: string;
  /** The documents say that it is never null, the newer pages that it may be. */
  readonly endedAt: string | null;
}

/** https://developers.gigs.com/core/users */
export interface User {
  readonly object: 'user';
  readonly id: string;
  readonly metadata: Metadata;
  readonly birthday: string | null;
  readonly createdAt: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly fullName: string | null;
  readonly preferredLocale: string;
  readonly status: 'active' | 'blocked' | 'deleted';
}

type Requirement = 'none' | 'present' | 'verified';

/** https://developers.gigs.com/core/plans */
export interface Plan {
  readonly object: 'plan';
  readonly id: string;
  readonly metadata: Metadata;
  readonly allowances: Allowances;
  readonly coverage: Coverage;
  readonly createdAt: string;
  readonly description: string | null;
  readonly image: string | null;
  readonly limits: { readonly dataBytes?: number; readonly bandwidthBitsPerSecond?: number };
  readonly name: string;
  readonly price: Money;
  readonly provider: string;
  readonly requirements: Readonly<Record<'address' | 'user.birthday' | 'user.fullName' | 'device', Requirement>>;
  readonly simTypes: readonly ('eSIM' | 'pSIM')[];
  readonly status: 'available' | 'archived' | 'pending' | 'draft';
  readonly validity: Validity & { readonly type: RecurrenceType; readonly minimumPeriods: number };
}

interface Sim {
  readonly object: 'sim';
  readonly id: string;
  readonly createdAt: string;
  readonly iccid: string;
  readonly provider: string;
  readonly status: 'active' | 'inactive' | 'retired';
  readonly type: 'eSIM' | 'pSIM';
}

/** https://developers.gigs.com/api/latest/core/subscriptions.md */
export interface Subscription {
  readonly object: 'subscription';
  readonly id: string;
  readonly metadata: Metadata;
  readonly activatedAt: string | null;
  readonly billing: null;
  readonly canceledAt: string | null;
  readonly cancellationDetails: {
    readonly cause: string;
    readonly userComment: string | null;
    readonly userReason: string | null;
  } | null;
  readonly createdAt: string;
  readonly currentPeriod: Period | null;
  readonly earliestEndAt: string | null;
  readonly endedAt: string | null;
  readonly firstUsageAt: string | null;
  readonly lastPorting: null;
  readonly phoneNumber: string | null;
  readonly plan: Plan;
  readonly porting: null;
  readonly restoreRequestedAt: string | null;
  readonly restrictedAt: string | null;
  readonly restrictionDetails: {
    readonly cause: string;
    readonly restrictBehavior: string;
    readonly restoreBehavior: string;
  } | null;
  readonly sim: Sim | null;
  readonly status: SubscriptionStatus;
  readonly user: User;
  readonly userAddress: string | null;
}

/** One page of a list: https://developers.gigs.com/docs/concepts/pagination */
export interface List<Item> {
  readonly object: 'list';
  readonly items: readonly Item[];
  readonly moreItemsAfter: string | null;
  readonly moreItemsBefore: string | null;
}
