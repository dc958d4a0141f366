/**
 * The schemas of Gigs' documents, transcribed member by member. Every member is required, as the documents say of
 * responses, and none but those written here are allowed. What is there although the documents do not name it is
 * marked: `newer` for members of Gigs' later pages, `example` for one that only the documents' examples have.
 */

const nullable = (schema: object) => ({ anyOf: [schema, { type: 'null' }] });
const string = { type: 'string' };
const text = { type: 'string', minLength: 1 };
const time = { type: 'string', format: 'date-time', pattern: 'Z$' };
const constant = (value: string) => ({ type: 'string', const: value });
const oneOf = (...values: string[]) => ({ type: 'string', enum: values });
const id = (prefix: string) => ({ type: 'string', pattern: `^${prefix}_[0-9A-Za-z]{22,28}$` });
const integer = { type: 'integer', minimum: 0 };
const metadata = { type: 'object', additionalProperties: { type: 'string', maxLength: 255 } };

/** An object with exactly these members. */
function exactly(properties: Record<string, object>) {
  return { type: 'object', required: Object.keys(properties), properties, additionalProperties: false };
}

/** The "Projects" document, "The Project resource". */
export const projectSchema = exactly({
  object: constant('project'),
  id: text,
  billing: nullable(
    exactly({
      advanceInvoicingDays: integer,
      currency: { type: 'string', pattern: '^[A-Z]{3}$' },
      paymentBehavior: constant('manual'),
      taxBehavior: constant('exclusive'),
    }),
  ),
  consent: nullable(exactly({ deliveryMethods: { type: 'array', items: string } })),
  createdAt: time,
  image: nullable(string),
  legal: nullable(
    exactly({
      name: string,
      city: string,
      country: { type: 'string', pattern: '^[A-Z]{2}$' },
      line1: string,
      line2: string,
      postalCode: string,
      state: string,
    }),
  ),
  locales: { type: 'array', items: text },
  name: text,
  organization: exactly({ object: constant('organization'), id: id('org'), createdAt: time, name: text }),
  payments: nullable(exactly({ currency: { type: 'string', pattern: '^[A-Z]{3}$' }, mode: oneOf('live', 'test') })),
  subscriptionOwner: oneOf('user', 'company'),
  support: nullable(
    exactly({ email: nullable(string), phoneNumber: nullable({ type: 'string', pattern: '^\\+[0-9]+$' }) }),
  ),
  type: oneOf('live', 'test'),
  billable: { type: 'boolean' }, // example
});

/** "Retrieve the project credentials". */
export const credentialsSchema = exactly({
  object: constant('projectCredentials'),
  paymentsKey: nullable(text),
});

const allowances = exactly({
  dataBytes: nullable(integer),
  voiceSeconds: nullable(integer),
  smsMessages: nullable(integer),
});
const price = exactly({ amount: integer, currency: { type: 'string', pattern: '^[A-Z]{3}$' } });
const coverage = exactly({
  object: constant('coverage'),
  id: id('cov'),
  name: text,
  countries: { type: 'array', items: { type: 'string', pattern: '^[A-Z]{2}$' } },
});
/** Deprecated: "-1 indicates unlimited". */
const deprecatedAmount = { type: 'integer', minimum: -1 };

/** The "Add-ons" document. */
export const addonSchema = exactly({
  object: constant('addon'),
  id: id('add'),
  allowances,
  createdAt: time,
  description: nullable(string),
  name: text,
  plans: { type: 'array', items: id('pln') },
  price,
  provider: text,
  recurrenceType: oneOf('oneTime', 'recurring'),
  status: oneOf('draft', 'available', 'archived'),
  type: oneOf('topUp', 'other'),
  validity: nullable(exactly({ unit: oneOf('day', 'month'), value: { type: 'integer', minimum: 1 } })),
  data: deprecatedAmount,
  dataUnit: constant('byte'),
  sms: deprecatedAmount,
  smsUnit: constant('message'),
  voice: deprecatedAmount,
  voiceUnit: constant('second'),
  activationTrigger: oneOf('creation', 'networkLatch', 'usageStarted'), // newer
  coverage: nullable(coverage), // newer
  metadata, // newer
});

const period = exactly({ number: { type: 'integer', minimum: 1 }, start: time, end: time });

/** The "Subscription add-ons" document, except that `endedAt` may be null, as the newer pages say. */
export const subscriptionAddonSchema = {
  ...exactly({
    object: constant('subscriptionAddon'),
    id: id('sad'),
    addon: addonSchema,
    currentPeriod: nullable(period),
    status: oneOf('pending', 'initiated', 'active', 'ended'),
    subscription: id('sub'),
    user: id('usr'),
    activatedAt: nullable(time),
    canceledAt: nullable(time),
    createdAt: time,
    endedAt: nullable(time), // newer
  }),
  // "Only present for active subscription add-ons."
  if: { properties: { status: { const: 'active' } } },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { properties: { currentPeriod: { type: 'object' } } },
  else: { properties: { currentPeriod: { type: 'null' } } },
};

/** From Gigs' page of users. */
const userSchema = exactly({
  object: constant('user'),
  id: id('usr'),
  metadata,
  birthday: nullable(string),
  createdAt: time,
  email: { type: 'string', format: 'email' },
  emailVerified: { type: 'boolean' },
  fullName: nullable(string),
  preferredLocale: text,
  status: oneOf('active', 'blocked', 'deleted'),
});

const requirement = oneOf('none', 'present', 'verified');

/** From Gigs' page of plans. */
const planSchema = exactly({
  object: constant('plan'),
  id: id('pln'),
  metadata,
  allowances,
  coverage,
  createdAt: time,
  description: nullable(string),
  image: nullable(string),
  limits: { type: 'object' },
  name: text,
  price,
  provider: text,
  requirements: exactly({
    address: requirement,
    'user.birthday': requirement,
    'user.fullName': requirement,
    device: requirement,
  }),
  simTypes: { type: 'array', items: oneOf('eSIM', 'pSIM') },
  status: oneOf('available', 'archived', 'pending', 'draft'),
  validity: exactly({
    value: { type: 'integer', minimum: 1 },
    unit: oneOf('day', 'month'),
    type: oneOf('oneTime', 'recurring'),
    minimumPeriods: { type: 'integer', minimum: 1 },
  }),
});

/** From Gigs' page of subscriptions: what add-ons are bought for. */
export const subscriptionSchema = {
  ...exactly({
    object: constant('subscription'),
    id: id('sub'),
    metadata,
    status: oneOf('pending', 'initiated', 'active', 'restricted', 'ended'),
    user: userSchema,
    plan: planSchema,
    sim: nullable(
      exactly({
        object: constant('sim'),
        id: id('sim'),
        createdAt: time,
        iccid: { type: 'string', pattern: '^[0-9]{19,20}$' },
        provider: text,
        status: oneOf('active', 'inactive', 'retired'),
        type: oneOf('eSIM', 'pSIM'),
      }),
    ),
    userAddress: nullable(id('adr')),
    phoneNumber: nullable({ type: 'string', pattern: '^\\+[0-9]+$' }),
    currentPeriod: nullable(period),
    activatedAt: nullable(time),
    canceledAt: nullable(time),
    firstUsageAt: nullable(time),
    earliestEndAt: nullable(time),
    endedAt: nullable(time),
    cancellationDetails: nullable(
      exactly({ cause: text, userComment: nullable(string), userReason: nullable(string) }),
    ),
    restrictedAt: nullable(time),
    restoreRequestedAt: nullable(time),
    restrictionDetails: nullable(exactly({ cause: text, restrictBehavior: text, restoreBehavior: text })),
    billing: nullable({ type: 'object' }),
    porting: nullable({ type: 'object' }),
    lastPorting: nullable({ type: 'object' }),
    createdAt: time,
  }),
  if: { properties: { status: { const: 'active' } } },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { properties: { currentPeriod: { type: 'object' } } },
  else: { properties: { currentPeriod: { type: 'null' } } },
};

/** The envelope of every list. */
export function listSchema(item: object) {
  return exactly({
    object: constant('list'),
    items: { type: 'array', maxItems: 200, items: item },
    moreItemsAfter: nullable(text),
    moreItemsBefore: nullable(text),
  });
}

/** Gigs' error: top-level, and only the first three members are always there. */
export const errorSchema = {
  type: 'object',
  required: ['object', 'type', 'message'],
  properties: {
    object: constant('error'),
    type: oneOf(
      'malformed',
      'unauthenticated',
      'permissionDenied',
      'notFound',
      'conflict',
      'invalid',
      'tooManyRequests',
      'internal',
      'notImplemented',
    ),
    message: text,
    code: text,
    hint: text,
    documentation: { type: 'array', items: { type: 'string', format: 'uri' } },
  },
  additionalProperties: false,
};
