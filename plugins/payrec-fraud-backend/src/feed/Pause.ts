/** A sleep that somebody can end early; a wake-up that comes while nobody sleeps ends the next sleep at once. */
export class Pause {
  private wakeUp: (() => void) | undefined;
  private woken = false;

  forMs(ms: number): Promise<void> {
    if (this.woken) {
      this.woken = false;
      return Promise.resolve();
    }
    return new Promise(resolve => {
      const timer = setTimeout(() => this.wakeUp?.(), ms);
      this.wakeUp = () => {
        clearTimeout(timer);
        this.wakeUp = undefined;
        resolve();
      };
    });
  }

  /** The same, but nobody ends it early: a wake-up meanwhile ends the next sleep. */
  fullMs(ms: number): Promise<void> {
    return new Promise(resolve => setTimeout(resolve, ms));
  }

  end(): void {
    if (this.wakeUp) this.wakeUp();
    else this.woken = true;
  }
}
