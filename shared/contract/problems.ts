export interface ProblemKind {
  readonly status: number;
  /** Trying again may succeed: with a new key where the answer names a purchase that failed, else with the same. */
  readonly retryable: boolean;
  readonly title: string;
  /** When it happens, and what the app should do. Shown on the problem's page. */
  readonly advice: string;
  /** What the app may say to the user, in plain English. An app has its own words and languages: this is a start. */
  readonly tellUser: string;
}

/** Every problem this service answers with, by its stable code. */
export const problems = {
  'invalid-request': {
    status: 400,
    retryable: false,
    title: 'The request is not valid',
    advice: 'A parameter, header or body member has the wrong form. `errors` says which. A fault of the app: mend it.',
    tellUser: 'Something went wrong. Please update the app, then try again.',
  },
  'idempotency-key-missing': {
    status: 400,
    retryable: false,
    title: 'The Idempotency-Key header is missing',
    advice: 'Make one key (a UUID) per purchase the user confirms, keep it, and send it with every try.',
    tellUser: 'Something went wrong. Nothing was bought. Please update the app, then try again.',
  },
  'idempotency-key-invalid': {
    status: 400,
    retryable: false,
    title: 'The Idempotency-Key header is not valid',
    advice: 'A key is 16 to 64 of A-Z, a-z, 0-9, _ and -, bare or as a quoted string. A UUID is right.',
    tellUser: 'Something went wrong. Nothing was bought. Please update the app, then try again.',
  },
  unauthenticated: {
    status: 401,
    retryable: false,
    title: 'Nobody is signed in',
    advice: 'The access token is missing, has run out or names no user of Gigs. Sign the user in again.',
    tellUser: 'Please sign in again.',
  },
  'payment-declined': {
    status: 402,
    retryable: false,
    title: 'The payment was declined',
    advice:
      'Nothing was bought. `declineReason` says why where Gigs does. Let the user change the way of paying first.',
    tellUser: 'Your payment was declined, and nothing was bought. Please choose another way to pay.',
  },
  'insufficient-scope': {
    status: 403,
    retryable: false,
    title: 'The token does not allow this',
    advice: 'Ask the identity provider for the scope that the operation needs.',
    tellUser: 'This account may not do that here.',
  },
  'not-found': {
    status: 404,
    retryable: false,
    title: 'There is nothing here',
    advice: 'No operation has this method and path. Paths match as sent: case-sensitive, no trailing slash.',
    tellUser: 'Something went wrong. Please update the app, then try again.',
  },
  'subscription-not-found': {
    status: 404,
    retryable: false,
    title: 'The user has no such subscription',
    advice: 'It does not exist or belongs to somebody else. List the subscriptions again.',
    tellUser: 'We could not find this line. Please choose one of yours.',
  },
  'purchase-not-found': {
    status: 404,
    retryable: false,
    title: 'The user has no such purchase',
    advice:
      'It does not exist or belongs to somebody else. After a 409 it means that nothing was sent: it may be bought.',
    tellUser: 'We could not find this purchase.',
  },
  'addon-not-found': {
    status: 404,
    retryable: false,
    title: 'The subscription has no such add-on',
    advice: 'It does not exist or belongs to another subscription. List the add-ons again.',
    tellUser: 'We could not find this add-on on your line.',
  },
  'purchase-in-progress': {
    status: 409,
    retryable: true,
    title: 'This purchase is being made right now',
    advice: 'The first request with this key is still running. Wait as `Retry-After` says, then ask again or read it.',
    tellUser: 'Your purchase is being made.',
  },
  'price-changed': {
    status: 409,
    retryable: false,
    title: 'The price changed since it was shown',
    advice: 'Nothing was bought. Show `currentPrice` and ask the user again.',
    tellUser: 'The price has changed. Please have a look at the new one before you buy.',
  },
  'purchase-unresolved': {
    status: 409,
    retryable: true,
    title: 'An earlier purchase of this top-up has no outcome yet',
    advice: 'Nothing was bought. Show the earlier purchase as processing; it is settled within minutes.',
    tellUser: 'Your last purchase of this is still being processed. Please wait until we know how it ended.',
  },
  'recent-purchase': {
    status: 409,
    retryable: false,
    title: 'This top-up was bought a moment ago',
    advice: 'Nothing was bought. Ask the user whether they want it twice, then send `allowRepeat: true`.',
    tellUser: 'You bought this a moment ago. Do you want to buy it again?',
  },
  'addon-not-active': {
    status: 409,
    retryable: false,
    title: 'Only an active add-on can be ended',
    advice: 'It is not active yet, or has ended. Read it again and show its status.',
    tellUser: 'This add-on is not active, so it cannot be ended.',
  },
  'body-too-large': {
    status: 413,
    retryable: false,
    title: 'The request body is too large',
    advice: 'A body has at most 2 KiB. A fault of the app: mend it.',
    tellUser: 'Something went wrong. Please update the app, then try again.',
  },
  'unsupported-media-type': {
    status: 415,
    retryable: false,
    title: 'The request body is not JSON',
    advice: 'Send `Content-Type: application/json`, in UTF-8.',
    tellUser: 'Something went wrong. Please update the app, then try again.',
  },
  'idempotency-key-reused': {
    status: 422,
    retryable: false,
    title: 'This Idempotency-Key was used for another purchase',
    advice: 'Nothing was bought. A key belongs to one add-on at one price. Make a new key for a new purchase.',
    tellUser: 'Something went wrong. Nothing was bought. Please try again.',
  },
  'subscription-not-active': {
    status: 422,
    retryable: false,
    title: 'The subscription is not active',
    advice: 'Nothing was bought. Top-ups can be bought for active subscriptions only.',
    tellUser: 'Your line is not active, so nothing can be bought for it right now.',
  },
  'top-up-unavailable': {
    status: 422,
    retryable: false,
    title: 'This top-up cannot be bought for this subscription',
    advice: 'Nothing was bought. List the top-ups again and show what is on offer now.',
    tellUser: 'This is no longer on offer. Please choose another one.',
  },
  'purchase-refused': {
    status: 422,
    retryable: false,
    title: 'The purchase was refused',
    advice: 'Nothing was bought. Gigs refused for a reason that the app cannot mend. Point the user to support.',
    tellUser: 'This could not be bought. Our support can help.',
  },
  'too-many-requests': {
    status: 429,
    retryable: true,
    title: 'Too many requests',
    advice: 'Wait as `Retry-After` says.',
    tellUser: 'That was a bit fast. Please try again in a moment.',
  },
  'purchase-limit': {
    status: 429,
    retryable: true,
    title: "The subscription's purchase limit is used up",
    advice: 'Nothing was bought. `Retry-After` says when the next purchase is possible.',
    tellUser: 'You have bought as much as is possible in one day. Please try again later.',
  },
  'internal-error': {
    status: 500,
    retryable: true,
    title: 'Something went wrong on our side',
    advice: 'Try again with the same key. Give `requestId` to support.',
    tellUser: 'Something went wrong on our side. Please try again in a moment.',
  },
  'purchase-not-completed': {
    status: 502,
    retryable: true,
    title: 'The purchase was not made',
    advice: 'It was sent, and it is known by now that nothing was bought. It is safe to buy again, with a new key.',
    tellUser: 'This was not bought after all. You can buy it again.',
  },
  'gigs-unavailable': {
    status: 503,
    retryable: true,
    title: 'The mobile network platform cannot be reached',
    advice: 'Nothing was done. Wait as `Retry-After` says and send the same request again, with the same key.',
    tellUser: 'This does not work right now. Please try again in a moment.',
  },
  'service-unavailable': {
    status: 503,
    retryable: true,
    title: 'The service is not available right now',
    advice: 'Nothing was sent. Wait as `Retry-After` says and send the same request again, with the same key.',
    tellUser: 'This does not work right now. Please try again in a moment.',
  },
  'purchases-paused': {
    status: 503,
    retryable: true,
    title: 'Buying is paused',
    advice: 'Nothing was bought. The operator has paused buying for a while. Reading goes on working.',
    tellUser: 'Buying is paused for a while. What you have goes on working.',
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof problems;

export const problemCodes = Object.keys(problems) as [ProblemCode, ...ProblemCode[]];

/** What a problem carries beside its code. Nothing here may hold text of a caller or of Gigs. */
export interface ProblemDetails {
  /** One sentence on this very case. Without it, the title stands for it. */
  readonly detail?: string;
  readonly errors?: readonly { readonly in: string; readonly path: string; readonly message: string }[];
  readonly currentPrice?: { readonly amount: number; readonly currency: string };
  readonly declineReason?: string;
  /** Id of the purchase that this answer is about. */
  readonly purchase?: string;
  readonly location?: string;
  readonly retryAfterSeconds?: number;
  readonly isReplay?: boolean;
}

/** The one error that is thrown on purpose. The boundary of each function turns it into an answer. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly details: ProblemDetails;

  constructor(code: ProblemCode, details: ProblemDetails = {}) {
    super(problems[code].title);
    this.code = code;
    this.details = details;
  }
}
