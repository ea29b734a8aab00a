import { nothing, type Scheduler } from './scheduler.ts';

/** A process of the world: it lives, stands still, dies and is started again. */
export interface SimulatedProcess {
  readonly name: string;
  isUp(): boolean;
  /** Counts the starts; what belongs to an earlier life never happens again. */
  life(): number;
  /** Does `work` in this process once it is due and able to; never after the death of this life. */
  post(delayMs: number, label: string, work: () => unknown): () => void;
  start(): void;
  kill(): void;
  /** Stands still, as after SIGSTOP; what is due meanwhile happens at the end. */
  stop(): void;
  resume(): void;
  /** Stands still for a while, as in a blocking call. */
  freeze(ms: number): void;
}

export function createProcess(name: string, scheduler: Scheduler): SimulatedProcess {
  let life = 0;
  let isUp = false;
  let isStopped = false;
  let frozenUntil = 0;
  let backlog: { label: string; work: () => unknown }[] = [];
  const isAble = () => !isStopped && scheduler.now() >= frozenUntil;
  /** One at a time, so that each comes to rest before the next. */
  const wake = () => {
    const own = life;
    scheduler.after(0, `${name} wakes`, () => {
      if (life !== own || !isAble()) return nothing;
      const next = backlog.shift();
      if (!next) return nothing;
      if (backlog.length > 0) wake();
      return next.work();
    });
  };
  return {
    name,
    isUp: () => isUp,
    life: () => life,
    post(delayMs, label, work) {
      const own = life;
      let isCancelled = false;
      const whenAble = () => (isCancelled || life !== own || !isUp ? nothing : work());
      const cancel = scheduler.after(delayMs, `${name} ${label}`, () => {
        if (isCancelled || life !== own || !isUp) return nothing;
        if (isAble() && backlog.length === 0) return work();
        backlog.push({ label, work: whenAble });
        return nothing;
      });
      return () => {
        isCancelled = true;
        cancel();
      };
    },
    start() {
      life += 1;
      isUp = true;
      isStopped = false;
      frozenUntil = 0;
      backlog = [];
    },
    kill() {
      isUp = false;
      life += 1;
      backlog = [];
    },
    stop() {
      isStopped = true;
    },
    resume() {
      isStopped = false;
      wake();
    },
    freeze(ms) {
      frozenUntil = Math.max(frozenUntil, scheduler.now() + ms);
      scheduler.after(ms, `${name} thaws`, () => {
        wake();
        return nothing;
      });
    },
  };
}
