import type { Money, SubscriptionAddon, TopUp } from '../../../client/src/top-ups-client.ts';

/** A price as its currency is written where the user is, with as many decimals as the currency has. */
export function priceText({ amount, currency }: Money, locale?: string): string {
  if (amount === 0) return 'Free';
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  const { maximumFractionDigits = 2 } = format.resolvedOptions();
  return format.format(amount / 10 ** maximumFractionDigits);
}

/** What a top-up gives: `10 GB`, `500 min`, `100 SMS`. What it gives none of is left out. */
export function allowanceTexts({ allowances }: Pick<TopUp, 'allowances'>): string[] {
  const { dataBytes, voiceSeconds, smsMessages } = allowances;
  return [
    dataBytes === null ? 'Unlimited data' : dataBytes > 0 && bytesText(dataBytes),
    voiceSeconds === null ? 'Unlimited calls' : voiceSeconds > 0 && durationText(voiceSeconds),
    smsMessages === null ? 'Unlimited SMS' : smsMessages > 0 && `${numberText(smsMessages)} SMS`,
  ].filter((text) => text !== false);
}

/** How long a top-up lasts. */
export function validityText({ validity, recurrenceType }: Pick<TopUp, 'validity' | 'recurrenceType'>): string {
  const isRecurring = recurrenceType === 'recurring';
  if (validity === null || validity.unit === 'unknown') return isRecurring ? 'renews itself' : 'until your plan renews';
  const { unit, value } = validity;
  if (isRecurring) return value === 1 ? `renews every ${unit}` : `renews every ${value} ${unit}s`;
  return countText(value, unit);
}

/** All of it in one line: `10 GB · 500 min · 100 SMS · 7 days`. */
export function summaryText(topUp: TopUp): string {
  return [...allowanceTexts(topUp), validityText(topUp)].join(' · ');
}

/** How long an add-on goes on for, and the part of its period that is left (0 to 1). Null where it does not end. */
export function timeLeft(
  { currentPeriod }: Pick<SubscriptionAddon, 'currentPeriod'>,
  now: number,
): { text: string; part: number } | null {
  if (!currentPeriod) return null;
  const [start, end] = [Date.parse(currentPeriod.start), Date.parse(currentPeriod.end)];
  const leftMs = Math.max(0, end - now);
  const minutes = Math.ceil(leftMs / 60_000);
  const [hours, days] = [Math.floor(minutes / 60), Math.floor(minutes / 1440)];
  const text =
    days >= 2 ? countText(days, 'day') : hours >= 2 ? countText(hours, 'hour') : countText(minutes, 'minute');
  return { text: `${text} left`, part: end > start ? Math.min(1, leftMs / (end - start)) : 0 };
}

/** `+1 212 555 0142`. Numbers of other countries stay as they are. */
export function phoneText(number: string): string {
  return number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '+1 $1 $2 $3');
}

/** `Dec 11`, on the day that it is for the user. */
export function dayText(time: string): string {
  return new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric' }).format(new Date(time));
}

function bytesText(bytes: number): string {
  const [size, unit] = bytes >= 1e9 ? [1e9, 'GB'] : bytes >= 1e6 ? [1e6, 'MB'] : [1e3, 'kB'];
  // Never more than there is.
  return `${numberText(Math.floor((bytes / size) * 10) / 10)} ${unit}`;
}

function durationText(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : `${numberText(Math.floor(seconds / 60))} min`;
}

function countText(count: number, unit: string): string {
  return `${numberText(count)} ${unit}${count === 1 ? '' : 's'}`;
}

function numberText(value: number): string {
  return new Intl.NumberFormat('en').format(value);
}
