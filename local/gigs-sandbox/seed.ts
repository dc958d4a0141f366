/**
 * The ids in the sandbox's seed data, for tests and for whoever wants to paste one.
 * Those of project `gigs` that Gigs' documents show as examples are the documents' own.
 */

export const seedApiKey = 'gpk_sandbox';

export const seedProjects = {
  /** The documents' project. */
  gigs: 'gigs',
  /** Another company's live project: nothing of it shows in the others. */
  vandelay: 'vandelay',
  /** A project of type `test`, in which everything that may be null is. */
  test: 'gigs-test',
} as const;

export const seedOrganizations = {
  gigs: 'org_0SNlurA04kOdemVEMVZQBF',
  vandelay: 'org_0SNlurA049MEWVyTOYpy3Y',
} as const;

export const seedPlans = {
  /** In USD, with a dozen top-ups of every kind. */
  jerry: 'pln_0SNlurA049MEWV3V0q7gjQbM4EVo',
  /** In EUR, and one in JPY. */
  elaine: 'pln_0SNlurA049MEWV4EuEBAxr31XQUo',
  /** With `kramerTopUpCount` top-ups, more than one page can hold. */
  kramer: 'pln_0SNlurA049MEWVwBQqIvWTPxsKok',
  vandelay: 'pln_0SNlurA049MEWVxVPs1J2lOoIMeV',
  test: 'pln_0SNlurA049MEWVTqvJD3lzIEt9TI',
} as const;

export const seedUsers = {
  jerry: 'usr_0SNlurA049MEWV4OpCwsNyC9Kn2d',
  elaine: 'usr_0SNlurA049MEWVnz46ilO6zswe9Y',
  kramer: 'usr_0SNlurA049MEWVSMtxwokq9GmKwf',
  george: 'usr_0SNlurA049MEWV4PXQb89CD3BBC7',
  /** Of project `vandelay`. */
  art: 'usr_0SNlurA049MEWV83pU26Fhw8FJIf',
  /** Of project `gigs-test`. */
  tester: 'usr_0SNlurA049MEWVF3Lss260hWFS0j',
} as const;

export const seedSubscriptions = {
  /** Active. */
  jerry: 'sub_0SNlurA049MEWV2gSfSxi00xlPIi',
  /** Active. */
  elaine: 'sub_0SNlurA049MEWVmU0EEswzJPQv4e',
  elainePending: 'sub_0SNlurA049MEWV1ySuCCw7ZS6v4Q',
  /** Active. */
  kramer: 'sub_0SNlurA049MEWV32pdJVIeD9tI61',
  kramerEnded: 'sub_0SNlurA049MEWVd28k67n0sSXnj8',
  kramerRestricted: 'sub_0SNlurA049MEWV3e5HldNyDvqaJ7',
  georgeInitiated: 'sub_0SNlurA049MEWVziZ6hyccui4yt9',
  /** Active, of project `vandelay`. */
  art: 'sub_0SNlurA049MEWVfuRf5SPZn0ejqA',
  /** Active, of project `gigs-test`. */
  tester: 'sub_0SNlurA049MEWVRpmhJKpQDc7LmY',
} as const;

/** The most of `SANDBOX_EXTRA_USERS`. */
export const mostExtraUsers = 9999;

/** The user number `number` (from 1) of `SANDBOX_EXTRA_USERS`, who has one active subscription to Jerry's plan. */
export function extraUserId(number: number): string {
  return `usr_0SNlurA049MEWVExtraUser0${String(number).padStart(4, '0')}`;
}

/** The subscription of that user. */
export function extraSubscriptionId(number: number): string {
  return `sub_0SNlurA049MEWVExtraUser0${String(number).padStart(4, '0')}`;
}

export const seedAddons = {
  /** "1GB Data Top-up", USD 9.99, for a week. */
  oneGigabyte: 'add_0SNlurA049MEWV4VxLfwJc7PJtHc',
  /** USD 0. */
  courtesy: 'add_0SNlurA049MEWVuLmokNSKhowpEx',
  smsPack: 'add_0SNlurA049MEWV6HQhfILIU2DxCK',
  /** Unlimited data for a day: `dataBytes` is null. */
  unlimitedDay: 'add_0SNlurA049MEWVmT3GypmEfjjz6m',
  /** Recurring, every month. */
  monthlyGigabyte: 'add_0SNlurA049MEWViJScSZbsEy5DT3',
  minutePack: 'add_0SNlurA049MEWVr1gzGvuqH4CIi3',
  /** Without a validity: it inherits the plan's. */
  untilRenewal: 'add_0SNlurA049MEWVVQ27laj0CjomOd',
  /** With a coverage of its own, active once the phone was restarted. */
  europeTravel: 'add_0SNlurA049MEWV2I6FVpf1VzVDN0',
  threeGigabytes: 'add_0SNlurA049MEWVDkkykCEGR187C1',
  fiveGigabytes: 'add_0SNlurA049MEWVdJQxIM5gkjNGRZ',
  tenGigabytes: 'add_0SNlurA049MEWVfZ52Je2TpQTerU',
  /** 10 GB, 500 minutes and 100 SMS. */
  bundle: 'add_0SNlurA049MEWVNDViC33MmgXgLE',
  /** Of type `other`, for Jerry's plan: not a top-up. */
  roamingBlock: 'add_0SNlurA049MEWVxZXdX2ZiQaQ3QO',
  /** For Jerry's plan, still a draft. */
  draft: 'add_0SNlurA049MEWVro2ZF6DxL5H9sZ',
  /** For Jerry's plan, archived. */
  archived: 'add_0SNlurA049MEWVazQ7FPQLBy4bDo',
  elaineSmall: 'add_0SNlurA049MEWVIVFQBpn5vKIDM9',
  elaineMedium: 'add_0SNlurA049MEWVr3RcDRSaWT2Dl1',
  elaineLarge: 'add_0SNlurA049MEWVQ0LxPG4EiIGYJm',
  /** In JPY, which has no minor unit, for Elaine's plan. */
  elaineJapan: 'add_0SNlurA049MEWVNPyC8EpKuoSnb6',
  kramerArchived: 'add_0SNlurA049MEWVYGOk4s1oAx3z26',
  kramerDraft: 'add_0SNlurA049MEWVgwYDtQ1KvkrVjB',
  /** Of project `vandelay`. */
  vandelay: 'add_0SNlurA049MEWVnKzdyXqpekVp2n',
  /** Of project `gigs-test`. */
  test: 'add_0SNlurA049MEWV9P2TYuy438aJ4I',
} as const;

/** How many available top-ups Kramer's plan has. */
export const kramerTopUpCount = 230;

/** The id of the `number`th (from 1) of them. */
export function kramerTopUpId(number: number): string {
  return `add_0SNlurA049MEWVGiZyGjQ16Y${String(number).padStart(4, '0')}`;
}
