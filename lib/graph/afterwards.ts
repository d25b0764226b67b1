/** What is to be done when a transaction has ended, and when it has committed. */
export class Afterwards {
  readonly ends: (() => void)[] = [];
  readonly commits: (() => Promise<void>)[] = [];

  ended(): void {
    for (const then of this.ends.splice(0)) {
      then();
    }
  }

  async committed(): Promise<void> {
    for (const then of this.commits.splice(0)) {
      await then();
    }
  }

  /** The transaction is run again: what the first run wished for is wished for again, or not. */
  again(): void {
    this.ended();
    this.commits.length = 0;
  }
}
