/**
 * The rules of billing, as SQL. "The business, exactly" in the design is the law; what stands here is that law for a set
 * of contracts at once. `billing-rules.spec.ts` holds it against a slow and obvious implementation.
 */

/** What the tenant of a contract can be charged for, and at which rate a month. */
export const CHARGE_RATES = `(VALUES ('RENT', monthly_rent), ('MANAGEMENT', management_fee)) AS charge (name, rate)`;

/** The terms of contracts that are or were ACTIVE. Continue it with conditions on `contracts`. */
export const TERMS = terms('');

/**
 * The same, of contracts that are billed here up to $1, the first day of a month, and which of their billing blocks begin in
 * `billing_from`..$1. Blocks are numbered from 0, which is the one that begins in the month of `start_date`; a contract none
 * of whose blocks begin there has `first_block > last_block`.
 */
export const TERMS_TO_BILL = `
  ${terms(`,
         (greatest(${monthsFromStart('billing_from')}, 0) + block_months - 1) / block_months AS first_block,
         ${monthsFromStart('least(end_date, $1::date)')} / block_months AS last_block`)}
    AND billing_from <= $1::date
    AND billing_from <= end_date
    AND date_trunc('month', start_date) <= $1::date`;

/**
 * From `blocks`, which has the columns of {@link TERMS} and `charge` and `block`, to `due_bills`: the bills that the rules
 * give. A block for which they give 0.00 has none.
 *
 * Each step carries on all columns, and OFFSET 0 keeps it a step of its own. PostgreSQL would otherwise write each
 * expression out wherever a later step uses it and compute it again there (measured: twice the time); and where it has no
 * statistics yet, it would take a step that has to be joined for a handful of rows, and join row by row.
 */
export const BILLING_RULES = `
  -- The months of each block, with the days of each that are charged: covered_from up to, not including, covered_until.
  months AS (
    SELECT blocks.*, month, next_month,
           greatest(month, start_date, CASE charge WHEN 'RENT' THEN rent_free_until + 1 END) AS covered_from,
           least(next_month, end_date + 1) AS covered_until,
           (extract(year FROM month) - extract(year FROM start_date))::integer AS years
    FROM blocks
    CROSS JOIN LATERAL generate_series(0, block_months - 1) AS n
    CROSS JOIN LATERAL (
      SELECT (block + make_interval(months => n))::date AS month,
             (block + make_interval(months => n + 1))::date AS next_month
    ) AS calendar
    OFFSET 0
  ),
  -- At most one anniversary falls into a month: up to it one rate holds, from raised_from on the next.
  raises AS (
    SELECT months.*,
           least(greatest(anniversary + (extract(day FROM anniversary) <> extract(day FROM start_date))::integer,
                          covered_from),
                 covered_until) AS raised_from,
           CASE charge WHEN 'RENT' THEN monthly_rent ELSE management_fee END AS first_rate,
           CASE charge WHEN 'RENT' THEN escalation_percent ELSE 0 END AS escalation
    FROM months
    -- 29 February plus some years is 28 February in common years: the day after it is the anniversary then.
    CROSS JOIN LATERAL (SELECT (start_date + make_interval(years => years))::date AS anniversary) AS day
    WHERE covered_from < covered_until
    OFFSET 0
  ),
  rates AS (
    SELECT raises.*, ${rateAfter('greatest(years - 1, 0)')} AS rate_before, ${rateAfter('years')} AS rate_since
    FROM raises
    OFFSET 0
  ),
  month_amounts AS (
    SELECT rates.*,
           ${roundedQuotient(
             '(raised_from - covered_from) * rate_before + (covered_until - raised_from) * rate_since',
             '(next_month - month)',
           )} AS amount
    FROM rates
  ),
  due_bills AS (
    SELECT id AS contract_id, charge, block,
           format('B%s-%s-%s', to_char(block, 'YYYYMM'), number, left(charge, 1)) AS number,
           greatest(block, start_date) AS period_start,
           least((block + make_interval(months => block_months))::date - 1, end_date) AS period_end,
           greatest(least(block + due_day - 1, (block + interval '1 month')::date - 1), start_date) AS due_date,
           sum(amount) AS amount
    FROM month_amounts
    GROUP BY id, number, charge, block, block_months, start_date, end_date, due_day
    HAVING sum(amount) > 0
  )`;

function terms(columns: string): string {
  return `
    SELECT contracts.id, contracts.number, start_date, end_date, monthly_rent, management_fee, due_day, rent_free_until,
           escalation_percent, billing_from, block_months${columns}
    FROM contracts
    JOIN (VALUES ('monthly', 1), ('quarterly', 3), ('yearly', 12)) AS cycles (billing_cycle, block_months)
      USING (billing_cycle)
    WHERE contracts.status IN ('ACTIVE', 'EXPIRED', 'TERMINATED', 'RENEWED')`;
}

/** Calendar months from that of `start_date` to that of another day. */
function monthsFromStart(day: string): string {
  return `(12 * (extract(year FROM ${day}) - extract(year FROM start_date))
           + extract(month FROM ${day}) - extract(month FROM start_date))::integer`;
}

/** The rate after some anniversaries: first_rate x (1 + escalation / 100)^n, rounded half up to 0.01. */
function rateAfter(anniversaries: string): string {
  // The escalation has three decimals, so both powers are of whole numbers, and no digit of them is ever lost.
  return roundedQuotient(
    `first_rate * (100000 + 1000 * escalation) ^ (${anniversaries})`,
    `100000::numeric ^ (${anniversaries})`,
  );
}

/**
 * A quotient rounded half up to 0.01, exactly. `round(a / b, 2)` rounds twice: PostgreSQL's quotient has 16 significant
 * digits, which may already have turned a little less than half a cent into half a cent.
 */
function roundedQuotient(dividend: string, divisor: string): string {
  return `div(200 * (${dividend}) + ${divisor}, 2 * ${divisor}) * 0.01`;
}
