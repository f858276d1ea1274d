import { Injectable } from '@nestjs/common';
import type { Template } from 'liquidjs';
import type { EntityManager } from 'typeorm';
import { rootLogger } from '../../logging/index.js';
import type { NoticeKind, Words } from '../notice-kind.js';
import type { Channel, Language } from '../notice-status.js';
import { reasonOf } from './template-check.js';
import { TemplateEngine } from './template-engine.js';

/** Templates that are kept ready, parsed; more than people will ever write. */
const MOST_PARSED = 1_000;
/** Longest title, in characters. */
const LONGEST_TITLE = 200;

/** Writes notices by the templates that hold now. */
export interface NoticeWriter {
  /**
   * The words of a notice or message; undefined where its kind has none for the channel. A saved template that fails
   * gives way to the one that comes with the program, so that no notice is lost to it.
   */
  write(kind: NoticeKind, channel: Channel, language: Language, items: readonly object[]): Words | undefined;
}

/** The words of notices, from saved templates or those that come with the program. */
@Injectable()
export class NoticeTemplates {
  private readonly engines = new Map<string, TemplateEngine>();
  private readonly parsed = new Map<string, Template[]>();

  /** Reads the saved templates of some kinds once, for all that is then written. */
  async writer(kinds: readonly string[], manager: EntityManager): Promise<NoticeWriter> {
    const rows = await manager.query<(Words & { key: string })[]>(
      `SELECT concat_ws(' ', kind, channel, language) AS key, title, body
       FROM notification_templates
       WHERE kind = ANY ($1::text[])`,
      [[...new Set(kinds)]],
    );
    const saved = new Map(rows.map(({ key, title, body }) => [key, { title, body }]));
    return {
      write: (kind, channel, language, items) => {
        const standard = kind.templates[language][channel];
        if (!standard) return undefined;
        const variables = kind.variablesOf(items);
        const own = saved.get(`${kind.name} ${channel} ${language}`);
        if (own) {
          try {
            return this.fill(own, channel, language, variables);
          } catch (error) {
            rootLogger().error(
              { kind: kind.name, channel, language, reason: reasonOf(error) },
              'a saved template failed; the one that comes with the program is used instead',
            );
          }
        }
        return this.fill(standard, channel, language, variables);
      },
    };
  }

  /** @throws Error when the templates do not take the variables. */
  fill(
    words: Words,
    channel: Channel,
    language: Language,
    variables: Readonly<Record<string, unknown>>,
  ): Words {
    const title = this.render(words.title, channel, language, variables);
    const body = this.render(words.body, channel, language, variables);
    return {
      title: onOneLine(title).slice(0, LONGEST_TITLE),
      body: channel === 'sms' ? onOneLine(body) : body.trim(),
    };
  }

  engine(channel: Channel, language: Language): TemplateEngine {
    const key = `${channel} ${language}`;
    let engine = this.engines.get(key);
    if (!engine) this.engines.set(key, (engine = new TemplateEngine(language, channel)));
    return engine;
  }

  private render(
    text: string,
    channel: Channel,
    language: Language,
    variables: Readonly<Record<string, unknown>>,
  ): string {
    const engine = this.engine(channel, language);
    const key = `${channel} ${language} ${text}`;
    let template = this.parsed.get(key);
    if (!template) {
      if (this.parsed.size >= MOST_PARSED) this.parsed.clear();
      this.parsed.set(key, (template = engine.parse(text)));
    }
    return engine.render(template, variables);
  }
}

function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
