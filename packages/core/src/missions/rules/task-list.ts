import type { MissionState, TaskState } from './state.ts';

/** The task with this id; undefined when the mission has none. */
export function findTask(state: MissionState, taskId: string): TaskState | undefined {
  return state.tasks.find((task) => task.id === taskId);
}

/** Puts `task` in the place of the one with the same id. */
export function replaceTask(state: MissionState, task: TaskState): MissionState {
  const index = state.tasks.findIndex((known) => known.id === task.id);
  return index < 0 ? state : { ...state, tasks: state.tasks.with(index, task) };
}

/** Tasks of a phase that change code, in plan order. */
export function workOf(state: MissionState, phase: number): readonly TaskState[] {
  return state.tasks.filter((task) => task.phase === phase && isWork(task));
}

/** True for tasks that change code; the others review or prove. */
export function isWork(task: Pick<TaskState, 'kind'>): boolean {
  return task.kind === 'fix' || task.kind === 'atomic';
}

/** The task that closes a phase. */
export function verificationOf(state: MissionState, phase: number): TaskState | undefined {
  return state.tasks.find((task) => task.phase === phase && task.kind === 'verification');
}

export function isSettled(task: TaskState): boolean {
  return task.position.at === 'settled';
}

export function isDone(task: TaskState): boolean {
  return task.position.at === 'settled' && task.position.status === 'done';
}

export function isSkipped(task: TaskState): boolean {
  return task.position.at === 'settled' && task.position.status === 'skipped';
}

export function isDeferred(task: TaskState): boolean {
  return task.position.at === 'settled' && task.position.status === 'deferred';
}
