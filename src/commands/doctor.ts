import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { type Program, withApplication } from './application.js';
import { FAILED } from './exit-status.js';
import { print, printJson } from './output.js';
import { type Language, languageOption } from './schedule/showing.js';

/** Something that is wrong, what it means, and what mends it. */
interface Finding {
  readonly problem: string;
  readonly mend: string;
}

type Check = (application: INestApplicationContext, program: Program, lang: Language) => Promise<Finding[]>;

/** `mallkeeper doctor` */
export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description('What is wrong, and what to do about it; the exit status is 1 when anything is')
    .addOption(languageOption())
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExample:\n  mallkeeper doctor')
    .action(({ lang, json }: { lang: Language; json: boolean }) =>
      withApplication(async (application, loaded) => {
        const findings: Finding[] = [];
        for (const check of [processes, lateSchedules, scheduleWarnings]) {
          findings.push(...(await check(application, loaded, lang)));
        }
        if (json) printJson(findings);
        else if (findings.length === 0) print('Nothing is wrong.');
        for (const { problem, mend } of json ? [] : findings) print(`${problem}\n    ${mend}`);
        if (findings.length > 0) process.exitCode = FAILED;
      }),
    );
}

const processes: Check = async (application, { Nodes }) => {
  const nodes = await application.get(Nodes).list();
  const none = (kind: string): boolean =>
    !nodes.some((node) => node.kind === kind && node.status === 'alive');
  const findings: Finding[] = [];
  if (none('scheduler')) {
    findings.push({
      problem: 'No scheduler is running: nothing comes by itself.',
      mend: 'Start one: mallkeeper beat, or npm start. What was missed is caught up on.',
    });
  }
  if (none('worker')) {
    findings.push({
      problem: 'No worker is running: runs wait.',
      mend: 'Start one: mallkeeper worker, or npm start.',
    });
  }
  return findings;
};

const lateSchedules: Check = async (application, { ScheduleQueries }) => {
  const late = await application.get(ScheduleQueries).late();
  return late.map(({ schedule, slot }) => ({
    problem: `${schedule} has not been fired since ${slot}.`,
    mend: 'Look at the log of the schedulers (mallkeeper beat), and at their clocks and the database.',
  }));
};

const scheduleWarnings: Check = async (application, { ScheduleQueries }, lang) => {
  const queries = application.get(ScheduleQueries);
  const findings: Finding[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await queries.list({ limit: 500, cursor });
    for (const { name, warnings } of page.items) {
      for (const warning of warnings) {
        // Having come to its end is what a schedule is made for that has one.
        if (warning.code === 'finished' || warning.code === 'comes-no-more') continue;
        findings.push({ problem: `${name}: ${warning[lang]}`, mend: `mallkeeper schedule show ${name}` });
      }
    }
    cursor = page.nextCursor;
  }
  return findings;
};
