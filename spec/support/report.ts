/** For programs: say what a run gives, or what it raises. */
export async function report(run: Promise<unknown>): Promise<void> {
  try {
    console.log('result:', await run);
  } catch (error) {
    console.log(`${(error as Error).name}: ${(error as Error).message}`);
  }
}
