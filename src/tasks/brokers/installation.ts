import type { DataSource } from 'typeorm';

/** Tells this installation from others that use the same broker; stands in the names of its queues. */
export async function installationId(dataSource: DataSource): Promise<string> {
  const [installation] = await dataSource.query<{ id: string }[]>('SELECT id FROM installation');
  if (!installation) throw new Error('the database has no installation: its migrations have not run');
  return installation.id;
}
