import type { DataSource } from 'typeorm';

/** The mall's date. */
export const TODAY = '2026-12-20';

/** The month that is to be billed; twelve before it are. */
export const NEXT_MONTH = '2027-01';

/** Rows of the notices that were sent before; a year of reminders and alerts would be as many as bills. */
const NOTICES_FOR_MONTHS = 3;

/** Finished runs, of which a third is older than 30 days. */
const RUNS = 200_000;

/**
 * A mall after a year: for each contract, of a tenant and a shop of its own, twelve bills. One in thirty that are due is
 * not paid, one in 120 by half; of what is not due yet a third is. One tenant of a hundred has credit. With payments,
 * allocations and account entries, so that everything agrees.
 */
export async function addMall(dataSource: DataSource, contracts: number): Promise<void> {
  const runner = dataSource.createQueryRunner();
  await runner.connect();
  try {
    // To look each of ten million references up would take longer than all the rest.
    await runner.query('SET session_replication_role = replica');
    await runner.query("SET client_min_messages = 'warning'");
    for (const [sql, parameters] of statements(contracts)) await runner.query(sql, parameters);
    await runner.query('RESET ALL');
    await runner.query('SET session_replication_role = origin');
    await runner.query('VACUUM (ANALYZE)');
    await runner.query('CHECKPOINT');
  } finally {
    await runner.release();
  }
}

function statements(contracts: number): [sql: string, parameters: unknown[]][] {
  return [
    [
      `INSERT INTO shops (code, name, floor, category, area_sqm, manager_name, manager_email)
       SELECT 'S' || n, 'Shop ' || n, 'L' || n % 6, 'Category ' || n % 20, 20 + n % 300, 'Manager ' || n % 5,
              'manager' || n % 5 || '@mall.example'
       FROM generate_series(1, $1::integer) AS n`,
      [contracts],
    ],
    [
      `INSERT INTO tenants (name) SELECT 'Tenant ' || n FROM generate_series(1, $1::integer) AS n`,
      [contracts],
    ],
    [
      `INSERT INTO contracts (
         number, shop_id, tenant_id, contact_name, contact_phone, contact_email, start_date, end_date, monthly_rent,
         billing_cycle, due_day, status, billing_from
       )
       SELECT 'HT' || n, shops.id, tenants.id, 'Contact ' || n, '139' || lpad(n::text, 8, '0'),
              'tenant' || n || '@shop.example', '2026-01-01', date '2027-01-10' + n % 1500,
              1000 + (n::bigint * 7919 % 900000) / 100.0, 'monthly', 1 + n % 28, 'ACTIVE', '2026-01-01'
       FROM generate_series(1, $1::integer) AS n
       JOIN shops ON shops.code = 'S' || n
       JOIN tenants ON tenants.name = 'Tenant ' || n
       ORDER BY n`,
      [contracts],
    ],
    // Month by month, as they come: the bills of one contract lie far apart.
    [
      `INSERT INTO bills (
         number, contract_id, charge, block, period_start, period_end, due_date, amount, paid, created_at, reminded_at
       )
       SELECT format('B%s-%s-R', to_char(block, 'YYYYMM'), number), id, 'RENT', block, block,
              (block + interval '1 month')::date - 1, due_date, monthly_rent,
              CASE
                WHEN due_date >= $1 THEN CASE id % 3 WHEN 0 THEN monthly_rent ELSE 0 END
                WHEN (id + 7 * month) % 30 = 0 THEN 0
                WHEN (id + 7 * month) % 120 = 1 THEN trunc(monthly_rent / 2, 2)
                ELSE monthly_rent
              END,
              (block - 7 + time '10:00') AT TIME ZONE 'Asia/Shanghai',
              CASE WHEN due_date < $1 THEN (due_date - 3 + time '09:00') AT TIME ZONE 'Asia/Shanghai' END
       FROM generate_series(0, 11) AS month
       CROSS JOIN contracts
       CROSS JOIN LATERAL (SELECT (date '2026-01-01' + make_interval(months => month))::date AS block) AS first_day
       CROSS JOIN LATERAL (SELECT block + due_day - 1 AS due_date) AS last_day
       ORDER BY month, id`,
      [TODAY],
    ],
    [
      `INSERT INTO payments (
         contract_id, tenant_id, bill_id, amount, applied, paid_at, method, reference, created_at
       )
       SELECT contract_id, tenant_id, bills.id, paid, paid, moment, 'bank', 'P' || bills.id, moment
       FROM bills
       JOIN contracts ON contracts.id = contract_id
       CROSS JOIN LATERAL (
         SELECT (least(due_date - 2, $1::date - 1) + time '12:00') AT TIME ZONE 'Asia/Shanghai' AS moment
       ) AS paid
       WHERE bills.paid > 0
       ORDER BY moment`,
      [TODAY],
    ],
    [
      `INSERT INTO allocations (payment_id, bill_id, amount, at)
       SELECT id, bill_id, amount, paid_at FROM payments ORDER BY id`,
      [],
    ],
    // Credit: of every second one hundredth tenant a payment on account, of the others a credit note for a paid bill.
    [
      `INSERT INTO payments (contract_id, tenant_id, amount, paid_at, method, reference)
       SELECT id, tenant_id, 345.67, timestamptz '2026-12-01T12:00+08', 'bank', 'ON-ACCOUNT'
       FROM contracts
       WHERE id % 200 = 0`,
      [],
    ],
    [
      `INSERT INTO credit_notes (number, tenant_id, bill_id, kind, amount, reason, created_by, created_at)
       SELECT 'CN1-' || bills.number, tenant_id, bills.id, 'CORRECTION', 12.34, 'measured wrongly', 'bench',
              timestamptz '2026-12-01T12:00+08'
       FROM contracts
       JOIN bills ON bills.contract_id = contracts.id AND bills.block = '2026-06-01'
       WHERE contracts.id % 200 = 100`,
      [],
    ],
    [
      `INSERT INTO account_entries (tenant_id, kind, amount, at, bill_id, credit_note_id, payment_id)
       SELECT *
       FROM (
         SELECT tenant_id, 'BILL', amount, bills.created_at AS at, bills.id, NULL::bigint, NULL::bigint
         FROM bills
         JOIN contracts ON contracts.id = contract_id
         UNION ALL
         SELECT tenant_id, 'CREDIT_NOTE', -amount, created_at, NULL, id, NULL FROM credit_notes
         UNION ALL
         SELECT tenant_id, 'PAYMENT', -amount, paid_at, NULL, NULL, id FROM payments
       ) AS entries
       ORDER BY at`,
      [],
    ],
    [
      `INSERT INTO messages (id, channel, recipient, address, kind, composed_at, title, body, status, attempts, created_at,
                             sent_at)
       SELECT md5(bills.id::text)::uuid, 'email', 'tenant:' || tenant_id, contact_email, 'payment-reminder', reminded_at,
              'title', repeat('body ', 60), 'SENT', 1, reminded_at, reminded_at
       FROM bills
       JOIN contracts ON contracts.id = contract_id
       WHERE reminded_at >= timestamptz '2026-12-20+08' - make_interval(months => $1)
       ORDER BY reminded_at`,
      [NOTICES_FOR_MONTHS],
    ],
    [
      `INSERT INTO notices (
         id, subject, stage, recipient, channel, kind, address, title, body, status, created_at, sent_at, read_at,
         message_id
       )
       SELECT gen_random_uuid(), 'bill:' || bills.number, 'reminder', 'tenant:' || tenant_id, channel,
              'payment-reminder', address, 'title', CASE channel WHEN 'in-app' THEN repeat('body ', 30) END, 'SENT',
              reminded_at, reminded_at, CASE WHEN channel = 'in-app' AND bills.id % 2 = 0 THEN reminded_at END,
              message_id
       FROM bills
       JOIN contracts ON contracts.id = contract_id
       CROSS JOIN LATERAL (
         VALUES ('in-app', NULL, NULL::uuid), ('email', contact_email, md5(bills.id::text)::uuid)
       ) AS channels (channel, address, message_id)
       WHERE reminded_at >= timestamptz '2026-12-20+08' - make_interval(months => $1)
       ORDER BY reminded_at`,
      [NOTICES_FOR_MONTHS],
    ],
    [
      `INSERT INTO task_runs (id, task, queue, status, created_at, started_at, finished_at)
       SELECT gen_random_uuid(), 'notifications.deliver-notice', 'notifications', 'SUCCESS', moment, moment, moment
       FROM generate_series(1, $1::integer) AS n
       CROSS JOIN LATERAL (SELECT now() - n * interval '45 days' / $1 AS moment) AS ended`,
      [RUNS],
    ],
  ];
}
