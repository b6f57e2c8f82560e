import { taskContext, type RunSettings, type Session } from '../../executor/index.js';
import type { TaskGraph } from '../../graph/index.js';
import { signalOfTask } from '../../workers/index.js';
import { advise, callerSite } from './advise.js';
import { adviseOnLargeArguments } from './large-arguments.js';
import { adviseOnLoop } from './loop.js';
import { adviseOnTinyTasks } from './tiny-tasks.js';

/** Looks at a run that was set up. Called in the turn in which the user asked for it. */
export function adviseOnRun(session: Session, graph: TaskGraph, settings: RunSettings): void {
  const site = callerSite();
  if (site !== undefined && signalOfTask() !== undefined) adviseOnNesting(site);
  else if (site !== undefined) adviseOnLoop(site, graph.size, session.finished);
  adviseOnLargeArguments(graph);
  adviseOnTinyTasks(session, graph, settings);
}

function adviseOnNesting(site: string): void {
  advise({
    code: 'DLG_ADVICE_NESTED_COMPUTE',
    site,
    message: `The task "${taskContext().name}" computes a graph of its own, and keeps its place until that is done`,
    fix: 'Return the lazy value instead: its tasks join the graph that is running, and share what that has',
  });
}
