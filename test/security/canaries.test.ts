import { expect, it } from 'vitest';
import { Canaries } from './canaries.ts';
import { markedAnswer } from './marked-answer.ts';

const toJerry = { place: 'body', status: 200, user: 'usr_jerry' } as const;

function found(text: string, sighting: Parameters<Canaries['look']>[1], canaries: Canaries): number {
  const before = canaries.leaks.length;
  canaries.look(text, sighting);
  return canaries.leaks.length - before;
}

it('finds a marker that must stay inside, wherever it comes out', () => {
  const canaries = new Canaries();
  const marker = canaries.plant('an e-mail address');
  expect(found(`{"a":"${marker}"}`, toJerry, canaries)).toBe(1);
  expect(found(marker.toUpperCase(), { place: 'header', status: 404, user: null }, canaries)).toBe(1);
  expect(found(`x${canaries.plantNumber('an invoice')}`, { place: 'log', status: null, user: null }, canaries)).toBe(1);
  expect(found('nothing of ours', toJerry, canaries)).toBe(0);
});

it('lets what may be shown be shown, in a success, and to its owner alone', () => {
  const canaries = new Canaries();
  const marker = canaries.plant('a phone number', { isShown: true, owner: 'usr_jerry' });
  expect(found(marker, toJerry, canaries)).toBe(0);
  expect(found(marker, { ...toJerry, user: 'usr_elaine' }, canaries)).toBe(1);
  expect(found(marker, { ...toJerry, status: 404 }, canaries)).toBe(1);
  expect(found(marker, { ...toJerry, place: 'header' }, canaries)).toBe(1);
  expect(found(marker, { place: 'log', status: null, user: null }, canaries)).toBe(1);
});

it('finds secrets, and the ids of people and organisations', () => {
  const canaries = new Canaries();
  canaries.guard('the key', 'gpk_secret');
  expect(found('Bearer gpk_secret', toJerry, canaries)).toBe(1);
  expect(found('usr_0SNlurA049MEWV4OpCwsNyC9Kn2d', toJerry, canaries)).toBe(1);
});

it('marks every member that the service does not need, at every depth', () => {
  const canaries = new Canaries();
  const user = { id: 'usr_jerry', email: 'jerry@example.com', metadata: { a: [{ b: 1 }] }, birthday: null };
  const body = { object: 'subscription', id: 'sub_1', user, phoneNumber: '+1', sim: { iccid: '89' } };
  const marked = JSON.stringify(markedAnswer(canaries, body));
  expect(marked).not.toMatch(/example|89/);
  expect(JSON.parse(marked)).toMatchObject({ id: 'sub_1', user: { id: 'usr_jerry' } });
  // E-mail, metadata, birthday, phone number, SIM, and an unknown member in each of four objects.
  expect(canaries.planted).toBe(9);
});
