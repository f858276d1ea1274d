import type { INestApplicationContext } from '@nestjs/common';
import type { NodeCommandName, NodeReply, Nodes } from '../tasks/index.js';
import type { Program } from './application.js';
import { FAILED } from './exit-status.js';
import { note, printJson, printTable } from './output.js';

/** What an answer of a worker, which comes from another process, means to people. */
export type Wording = (reply: unknown) => string;

export const NO_WORKER = 'No worker is running (mallkeeper worker, or npm start, starts one).';

/**
 * Asks the workers that are alive, or those of them that are named, something.
 * @returns what each one answered, by name; one that said nothing has failed.
 * @throws NotFoundProblem when one that is named is not alive.
 */
export async function askWorkers(
  application: INestApplicationContext,
  { NodeCommands, Nodes }: Program,
  command: NodeCommandName,
  destination?: readonly string[],
): Promise<NodeReply[]> {
  const names = await livingWorkers(application.get(Nodes), destination);
  return answersOf(names, await application.get(NodeCommands).send(command, {}, names));
}

/** Has them do something, which goes into the audit log. @see askWorkers */
export async function tellWorkers(
  application: INestApplicationContext,
  { Nodes, WorkerActions }: Program,
  { command, given, by }: { command: NodeCommandName; given: Record<string, unknown>; by: string },
  destination?: readonly string[],
): Promise<NodeReply[]> {
  const names = await livingWorkers(application.get(Nodes), destination);
  return answersOf(names, await application.get(WorkerActions).tellAll(names, command, given, by));
}

async function livingWorkers(nodes: Nodes, destination?: readonly string[]): Promise<string[]> {
  const asked = destination
    ? await Promise.all([...new Set(destination)].map((name) => nodes.findWorker(name)))
    : (await nodes.list('worker')).filter(({ status }) => status === 'alive');
  return asked.map(({ id }) => id);
}

function answersOf(names: readonly string[], replies: readonly NodeReply[]): NodeReply[] {
  const byName = new Map(replies.map((reply) => [reply.node, reply]));
  return names.map((node) => byName.get(node) ?? { node, failed: true, reply: 'no answer' });
}

/**
 * Sees to it that these workers are alive, or were within the last day: else they have been misspelt.
 * @throws NotFoundProblem
 */
export async function checkKnown(nodes: Nodes, names: readonly string[] = []): Promise<void> {
  if (names.length === 0) return;
  const known = await nodes.list('worker');
  for (const name of names) if (!known.some(({ id }) => id === name)) await nodes.findWorker(name);
}

/** Prints which worker answered what; that one failed, or none was there, makes the exit status. */
export function printAnswers(answers: readonly NodeReply[], json: boolean, wording: Wording): void {
  if (json) printJson(byWorker(answers));
  else if (answers.length > 0) {
    printTable(
      ['worker', 'answer'],
      answers.map(({ node, failed, reply }) => [node, failed ? `failed: ${String(reply)}` : wording(reply)]),
    );
  }
  if (answers.length === 0) note(NO_WORKER);
  if (answers.length === 0 || answers.some(({ failed }) => failed)) process.exitCode = FAILED;
}

/** As Celery's `--json` has it: `{"mallkeeper@mall-1": {"ok": "pong"}}`. */
export function byWorker(
  answers: readonly NodeReply[],
): Record<string, { ok: unknown } | { error: unknown }> {
  return Object.fromEntries(
    answers.map(({ node, failed, reply }) => [node, failed ? { error: reply } : { ok: reply }]),
  );
}
