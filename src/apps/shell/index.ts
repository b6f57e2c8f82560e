export { BashCommand, commandEnvironment, describeExit } from './run-bash.js';
export type { CommandOwner, CommandResult, OpenedFile, Redirection } from './run-bash.js';
export { ProcessGroup } from './process-group.js';
export { fillIn, shellWord } from './quote.js';
export { Tail } from './tail.js';
export { channelAt, openPipe, openTcp, type IncomingChannel, type OutgoingChannel } from './channel.js';
export { commandLine, NAME_PLACEHOLDER, type CommandArgument, type CommandParts } from './command-line.js';
export { rejectedBy, together } from './together.js';
