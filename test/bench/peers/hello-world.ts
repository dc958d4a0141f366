// The limit of a function with Hono: no job, no client, one route.
import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';

const app = new Hono();
app.get('*', (c) => c.json({ hello: 'world' }));

export const handler = handle(app);
