/**
 * Ends the process with exit code 0 on SIGINT and SIGTERM. All that was started lives in this process, so nothing is
 * left behind, and a purchase in the middle of being made is as if the power had failed: it is settled later.
 */
export function stopWhenTold(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(0));
  if (process.env['npm_lifecycle_event']) stopWithParent();
}

/** npm hands signals on to us, but it cannot hand on its own death by SIGKILL, which would leave the ports taken. */
function stopWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(0);
  }, 250).unref();
}
