import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SETTINGS, type Settings } from '../config/index.js';
import { NoticeService, ROBOTS } from '../notifications/index.js';
import { Managers } from '../store/index.js';
import { alertWords, type BackupTrouble } from './backup-alert-words.js';

/** Tells the managers of a backup that is none. */
@Injectable()
export class BackupAlerts {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly managers: Managers,
    private readonly notices: NoticeService,
  ) {}

  /**
   * Tells every manager, and the group robots, once of each trouble.
   * @param subject what it is about, such as `backup:019c0e5e-...`.
   */
  async tell(subject: string, trouble: BackupTrouble, manager: EntityManager): Promise<void> {
    const words = alertWords(trouble, this.settings.MALLKEEPER_LANGUAGE);
    const managers = await this.managers.list(manager);
    const alert = { subject, stage: trouble.kind, kind: 'backup-trouble', ...words };
    await this.notices.notify(
      [
        ...managers.map(({ email }) => ({ ...alert, recipient: `manager:${email}`, email })),
        { ...alert, recipient: ROBOTS, email: null },
      ],
      manager,
    );
  }
}
