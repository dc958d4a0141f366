import { Hono } from 'hono';
import * as z from 'zod';
import { type ApiEnv, tenantOf } from './context.ts';
import { list } from './lists.ts';
import { id, nothing, pageQuery, readQuery } from './validation.ts';

const projectQuery = z.strictObject({ ...pageQuery, organization: id.optional() });

/** https://developers.gigs.com/core/projects */
export const projectRoutes = new Hono<ApiEnv>()
  .get('/projects', function listProjects(c) {
    const { organization, ...page } = readQuery(c, projectQuery);
    const listing = {
      from: c.env.sandbox.world.map((tenant) => tenant.project),
      where: ({ organization: { id } }: { organization: { id: string } }) =>
        organization === undefined || organization === id,
      show: (project: object) => project,
      idOf: (project: { id: string }) => project.id,
    };
    return c.json(list(listing, page));
  })
  .get('/projects/:project', function retrieveProject(c) {
    const { project } = tenantOf(c);
    readQuery(c, nothing);
    return c.json(project);
  })
  .get('/projects/:project/credentials', function retrieveProjectCredentials(c) {
    const { paymentsKey } = tenantOf(c);
    readQuery(c, nothing);
    return c.json({ object: 'projectCredentials', paymentsKey });
  });
