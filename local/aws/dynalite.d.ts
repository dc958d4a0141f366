// The package brings no types; this is the part of it that is used.
declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** A DynamoDB in memory. `createTableMs`: how long a new table is CREATING. */
  export default function dynalite(options: { readonly createTableMs: number }): Server;
}
