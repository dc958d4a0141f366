import { Hono } from 'hono';
import * as z from 'zod';
import { type AddonRecord, showAddon } from '../model/addon.ts';
import { type ApiContext, type ApiEnv, find, tenantOf } from './context.ts';
import { list } from './lists.ts';
import { id, nothing, pageQuery, readBody, readQuery } from './validation.ts';

const addonQuery = z.strictObject({
  ...pageQuery,
  provider: id.optional(),
  plan: id.optional(),
  // "By default only add-ons with a status of 'available' are returned."
  status: z.enum(['draft', 'available', 'archived']).default('available'),
  type: z.enum(['topUp', 'other']).optional(),
  recurrenceType: z.enum(['oneTime', 'recurring']).optional(),
});

const text = z.string().min(1, 'must not be empty').nullable().optional();
const addonUpdate = z.strictObject({ name: text, description: text });

function addonOf(c: ApiContext): AddonRecord {
  return find(tenantOf(c).addons, c.req.param('addon'), 'add-on', (addon) => addon.id);
}

function setStatus(c: ApiContext, status: AddonRecord['status']): Response {
  const addon = addonOf(c);
  readQuery(c, nothing);
  readBody(c, nothing);
  addon.status = status;
  return c.json(showAddon(addon));
}

/** https://developers.gigs.com/api/latest/core/add-ons.md */
export const addonRoutes = new Hono<ApiEnv>()
  .get('/projects/:project/addons', function listAddons(c) {
    const { addons } = tenantOf(c);
    const { provider, plan, status, type, recurrenceType, ...page } = readQuery(c, addonQuery);
    const where = (addon: AddonRecord) =>
      addon.status === status &&
      (provider === undefined || addon.provider === provider) &&
      (plan === undefined || addon.plans.includes(plan)) &&
      (type === undefined || addon.type === type) &&
      (recurrenceType === undefined || addon.recurrenceType === recurrenceType);
    return c.json(list({ from: addons, where, show: showAddon, idOf: (addon) => addon.id }, page));
  })
  .get('/projects/:project/addons/:addon', function retrieveAddon(c) {
    const addon = addonOf(c);
    readQuery(c, nothing);
    return c.json(showAddon(addon));
  })
  .patch('/projects/:project/addons/:addon', function updateAddon(c) {
    const addon = addonOf(c);
    readQuery(c, nothing);
    const { name, description } = readBody(c, addonUpdate);
    // The documents let a name be sent as null, but no add-on is without one: then it keeps the one it has.
    addon.name = name ?? addon.name;
    if (description !== undefined) addon.description = description;
    return c.json(showAddon(addon));
  })
  // The documents name no status from which an add-on could not be published or archived.
  .post('/projects/:project/addons/:addon/publish', function publishAddon(c) {
    return setStatus(c, 'available');
  })
  .post('/projects/:project/addons/:addon/archive', function archiveAddon(c) {
    return setStatus(c, 'archived');
  });
