import type { Command } from 'commander';
import { InvalidSettingsError, loadSettings, type Settings } from '../../config/index.js';
import { configureLogging } from '../../logging/index.js';
import { FAILED } from '../exit-status.js';
import { print, printJson } from '../output.js';
import { type Language, languageOption } from '../schedule/showing.js';
import { type Finding, same } from './finding.js';

interface DoctorOptions {
  readonly lang: Language;
  readonly json: boolean;
}

/** `mallkeeper doctor` */
export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description('What is wrong, what it means, and what mends it; the exit status is 1 when anything is')
    .addOption(languageOption())
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExample:\n  mallkeeper doctor --lang=zh')
    .action(async ({ lang, json }: DoctorOptions) => {
      const findings = await examine();
      if (json) printJson(findings.map((finding) => inLanguage(finding, lang)));
      else show(findings, lang);
      if (findings.length > 0) process.exitCode = FAILED;
    });
}

/** Everything that is wrong, errors first. */
async function examine(): Promise<Finding[]> {
  let settings: Settings;
  try {
    settings = loadSettings();
  } catch (error) {
    if (!(error instanceof InvalidSettingsError)) throw error;
    return [invalidSettings(error)];
  }
  // What there is to say is among the findings.
  configureLogging({ level: 'critical', format: settings.LOG_FORMAT });
  const { findAll } = await import('./checks.js');
  const findings = await findAll(settings);
  return findings.sort((one, other) => Number(isWarning(one)) - Number(isWarning(other)));
}

function invalidSettings({ message }: InvalidSettingsError): Finding {
  return {
    code: 'invalid-settings',
    severity: 'error',
    problem: same(message),
    meaning: {
      en: 'No process of Mallkeeper starts with these settings.',
      zh: '使用这些设置，Mallkeeper 的任何进程都无法启动。',
    },
    mend: {
      en: 'Correct them in the environment or in .env; docs/configuration.md has them all.',
      zh: '请在环境变量或 .env 中更正；所有设置见 docs/configuration.md。',
    },
  };
}

function show(findings: readonly Finding[], lang: Language): void {
  if (findings.length === 0) print({ en: 'Nothing is wrong.', zh: '一切正常。' }[lang]);
  for (const finding of findings) {
    const { code, problem, meaning, mend } = inLanguage(finding, lang);
    print(`${SEVERITIES[finding.severity][lang]} ${problem}  [${code}]\n    ${meaning}\n    -> ${mend}`);
  }
}

const SEVERITIES = {
  error: { en: 'ERROR  ', zh: '错误' },
  warning: { en: 'WARNING', zh: '警告' },
} as const;

function inLanguage({ code, severity, problem, meaning, mend }: Finding, lang: Language) {
  return { code, severity, problem: problem[lang], meaning: meaning[lang], mend: mend[lang] };
}

function isWarning({ severity }: Finding): boolean {
  return severity === 'warning';
}
