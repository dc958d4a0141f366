/**
 * Starts something on a port.
 *
 * @throws Error that says who needs the port when somebody else has it.
 */
export async function takePort<T>(who: string, port: number, start: (port: number) => Promise<T>): Promise<T> {
  try {
    return await start(port);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new Error(
        `Port ${port} is in use, and ${who} needs it: stop what listens there, or set another PORT, such as PORT=9787`,
      );
    }
    if (code === 'EACCES')
      throw new Error(`Port ${port} may not be used, and ${who} needs it: set another PORT, such as PORT=9787`);
    throw error;
  }
}
