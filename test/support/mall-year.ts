import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { Decimal } from 'decimal.js';
import type { Bill } from '../../src/finance/dto/bill.js';
import type { Payment } from '../../src/finance/dto/payment.js';
import { BillService } from '../../src/finance/bill.service.js';
import { LateFees } from '../../src/finance/late-fees.js';
import { MonthlyAccounts } from '../../src/finance/monthly-accounts.js';
import { OneOffCharges } from '../../src/finance/one-off-charges.js';
import { PaymentCorrections } from '../../src/finance/payment-corrections.js';
import { PaymentQueries } from '../../src/finance/payment-queries.js';
import { PaymentService } from '../../src/finance/payment.service.js';
import {
  ContractLife,
  ContractRenewal,
  ContractService,
  ContractTermination,
} from '../../src/store/index.js';
import { ContractExpiry } from '../../src/store/contract-expiry.js';
import { ConflictProblem } from '../../src/http/index.js';
import { type BillByHand, billsByHand, laterMonth, rentByHand, type TermsByHand } from './billing-by-hand.js';
import { type Chance, chanceFrom } from './chance.js';
import type { MallApplication } from './mall-application.js';
import { addContracts, trialContext } from './rent-roll.js';

const YEAR = 2026;
const LAST_MONTH = `${YEAR}-12`;

/** How a year is lived through. */
export interface YearOptions {
  /** The same seed: the same contracts and people, who do the same on the same days. */
  readonly seed: number;
  readonly tenants: number;
  /**
   * Whether tasks are run twice at once and killed in the middle, and payments recorded twice. Nothing about money may
   * depend on it.
   */
  readonly disturbed: boolean;
}

/** What a year comes to. */
export interface YearsEnd {
  /** Every bill: number, period, due date and amount. */
  readonly bills: readonly string[];
  /** What each tenant owes by what was agreed, done and paid, computed without the program. */
  readonly owed: ReadonlyMap<string, string>;
  /** How often each thing was done. */
  readonly done: Readonly<Record<string, number>>;
}

type Agreed = TermsByHand & { readonly tenantName: string };

/** Something that somebody does on a day. */
type Deed = () => Promise<void>;

/**
 * A year of a mall in which everything happens: contracts are signed, renewed and ended early; bills are paid early, late,
 * twice, in parts, too much, on account, and not at all; payments bounce and are paid back; bills are corrected, voided
 * and made anew. Written down beside it is what that must come to.
 */
export class MallYear {
  private readonly deeds = new Map<string, Deed[]>();
  private readonly done: Record<string, number> = {};
  private readonly disturbance: Chance;
  private readonly contracts: ContractService;
  private lastBill = '0';

  /** What was agreed of each contract, as people have it in their drawers. */
  private readonly agreed = new Map<string, Agreed>();
  /** What was paid and not undone, less what was paid back, by tenant. */
  private readonly paid = new Map<string, Decimal>();
  /** What a person took back of a bill, by number. */
  private readonly corrected = new Map<string, Decimal>();
  /** Bills that are void, by number. */
  private readonly voided = new Set<string>();
  private readonly reissued = new Set<string>();

  constructor(
    private readonly mall: MallApplication,
    private readonly options: YearOptions,
  ) {
    this.disturbance = chanceFrom(options.seed + 1);
    this.contracts = mall.application.get(ContractService);
  }

  async live(): Promise<YearsEnd> {
    this.moveTo(`${YEAR}-01-01`, '00:10');
    await this.signFirstContracts();
    for (let day = `${YEAR}-01-01`; day.startsWith(String(YEAR)); day = addDays(day, 1)) {
      await this.liveDay(day);
    }
    this.moveTo(`${YEAR}-12-31`, '23:00');
    await this.generate(LAST_MONTH);
    return { bills: await this.bills(), owed: await this.owed(), done: this.done };
  }

  private async liveDay(day: string): Promise<void> {
    this.moveTo(day, '08:00');
    const month = day.slice(0, 7);
    const first = day.endsWith('-01');
    if (first || Number(day.slice(-2)) % 4 === 0) {
      // Some months are billed long ahead, and some only when the next one is.
      const roll = this.chance(`billing ${day}`)();
      const ahead = roll < 0.1 ? 2 : roll < 0.3 ? 0 : roll < 0.4 ? -1 : 1;
      const period = laterMonth(month, ahead);
      await this.generate(period > LAST_MONTH ? LAST_MONTH : period);
    }
    if (first)
      await this.task('late fees', LateFees, (fees, context) => fees.charge({ dryRun: false }, context));
    if (first) await this.task('expiry', ContractExpiry, (expiry, context) => expiry.settle(context));
    await this.meetNewBills(day);
    this.moveTo(day, '12:00');
    for (const deed of this.deeds.get(day) ?? []) await deed();
  }

  private async signFirstContracts(): Promise<void> {
    const { tenants } = this.options;
    const contracts = Array.from({ length: tenants }, (_, index) => {
      const chance = this.chance(`contract ${index}`);
      const startDate = addDays(`${YEAR - 2}-01-01`, Math.floor(chance() * 730));
      const endDate = addDays(`${YEAR}-02-01`, Math.floor(chance() * 700));
      return {
        number: `Y${index}`,
        tenantName: `Tenant ${index}`,
        ...this.terms(chance, startDate, endDate),
      };
    });
    const ids = await addContracts(
      this.mall.dataSource,
      contracts.map((contract) => ({ ...contract, billingFrom: `${YEAR}-01-01` })),
    );
    for (const contract of contracts) {
      const { number, startDate, endDate } = contract;
      this.agreed.set(number, { ...contract, billingFrom: `${YEAR}-01-01` });
      this.planLife(number, ids.get(number) ?? '', startDate, endDate);
    }
    for (let index = 0; index < tenants / 4; index++) this.planSigning(index);
  }

  private terms(chance: Chance, startDate: string, endDate: string) {
    const pick = <Choice>(...choices: Choice[]): Choice =>
      choices[Math.floor(chance() * choices.length)] as Choice;
    return {
      startDate,
      endDate,
      monthlyRent: (500 + chance() * 20_000).toFixed(2),
      managementFee: pick('0.00', (chance() * 900 + 1).toFixed(2), (chance() * 900 + 1).toFixed(2)),
      billingCycle: pick(
        'monthly' as const,
        'monthly' as const,
        'monthly' as const,
        'quarterly' as const,
        'yearly' as const,
      ),
      dueDay: 1 + Math.floor(chance() * 31),
      rentFreeUntil: pick(null, null, addDays(startDate, Math.floor(chance() * 40))),
      escalationPercent: pick('0', '3.5', (chance() * 8).toFixed(3)),
    };
  }

  /** A tenant, new or known, signs a contract during the year; the first draft may be turned down. */
  private planSigning(index: number): void {
    const chance = this.chance(`signing ${index}`);
    const day = addDays(`${YEAR}-01-05`, Math.floor(chance() * 330));
    const startDate = addDays(day, Math.floor(chance() * 60) - 20);
    const endDate = addDays(startDate, 100 + Math.floor(chance() * 600));
    const number = `N${index}`;
    const { dueDay, ...terms } = this.terms(chance, startDate, endDate);
    const tenantName = chance() < 0.3 ? `Tenant ${index}` : `New tenant ${index}`;
    const turnedDown = chance() < 0.2;
    this.plan(day, 'sign', async () => {
      const life = this.mall.application.get(ContractLife);
      await this.mall.request('POST', '/shops', { code: `SN-${index}`, name: `New shop ${index}` });
      const draft = { ...terms, number, shopCode: `SN-${index}`, tenantName, dueDay: String(dueDay) };
      const { id } = await this.contracts.create(draft, 'spec');
      await life.submit(id, {}, 'spec');
      if (turnedDown) {
        await life.reject(id, { reason: 'spec' }, 'spec');
        await life.submit(id, {}, 'spec');
      }
      await life.approve(id, {}, 'spec');
      this.agreed.set(number, {
        ...terms,
        number,
        tenantName,
        dueDay,
        billingFrom: `${startDate.slice(0, 7)}-01`,
      });
      this.planLife(number, id, startDate, endDate);
    });
  }

  /** Whether and when a contract ends early, and whether it is renewed. */
  private planLife(number: string, id: string, startDate: string, endDate: string): void {
    const chance = this.chance(`life ${number}`);
    const endsEarly = chance() < 0.2;
    const day = addDays(`${YEAR}-02-10`, Math.floor(chance() * 300));
    const asked = addDays(day, Math.floor(chance() * 100) - 40);
    const newEnd = asked < startDate ? startDate : asked;
    if (endsEarly && newEnd < endDate && day < endDate && day > startDate) {
      this.plan(day, 'end early', async () => {
        const termination = this.mall.application.get(ContractTermination);
        await termination.terminate(id, { endDate: newEnd, reason: 'spec' }, 'spec');
        this.agreed.set(number, { ...this.agreed.get(number)!, endDate: newEnd });
        // Some find that even that was too late.
        const stillEarlier = addDays(newEnd, -9);
        if (chance() < 0.4 || stillEarlier < startDate || newEnd < addDays(day, 3)) return;
        this.plan(addDays(day, 3), 'end still earlier', async () => {
          await termination.terminate(id, { endDate: stillEarlier, reason: 'spec' }, 'spec');
          this.agreed.set(number, { ...this.agreed.get(number)!, endDate: stillEarlier });
        });
      });
      return;
    }
    const renewal = addDays(endDate, -30);
    if (renewal < `${YEAR}-01-02` || chance() < 0.4) return;
    this.plan(renewal, 'renew', async () => {
      const life = this.mall.application.get(ContractLife);
      const { id: successor } = await this.mall.application
        .get(ContractRenewal)
        .renew(id, { number: `${number}R`, endDate: addDays(endDate, 400) }, 'spec');
      await life.submit(successor, {}, 'spec');
      await life.approve(successor, {}, 'spec');
      const former = this.agreed.get(number)!;
      const startDate = addDays(endDate, 1);
      this.agreed.set(`${number}R`, {
        ...former,
        number: `${number}R`,
        startDate,
        endDate: addDays(endDate, 400),
        monthlyRent: rentByHand(former, startDate),
        rentFreeUntil: null,
        billingFrom: `${startDate.slice(0, 7)}-01`,
      });
    });
  }

  /** What each tenant does about the bills that are new. */
  private async meetNewBills(day: string): Promise<void> {
    const fresh = await this.mall.dataSource.query<{ id: string }[]>(
      'SELECT id FROM bills WHERE id > $1 ORDER BY number',
      [this.lastBill],
    );
    for (const { id } of fresh) {
      if (BigInt(id) > BigInt(this.lastBill)) this.lastBill = id;
      this.planAboutBill(await this.bill(id), day);
    }
  }

  private planAboutBill(bill: Bill, seen: string): void {
    const chance = this.chance(bill.number);
    const roll = chance();
    const onTime = laterOf(seen, addDays(bill.dueDate, -Math.floor(chance() * 6)));
    const late = laterOf(seen, addDays(bill.dueDate, 1 + Math.floor(chance() * 60)));
    const some = new Decimal(bill.amount).times(0.4).toDecimalPlaces(2);
    const more = (chance() * 500 + 0.01).toFixed(2);
    const pay = (
      when: string,
      what: string,
      amount: Decimal | string,
      then?: (payment: Payment) => void,
    ): void =>
      this.plan(when, what, async () => {
        const payment = await this.pay(bill, new Decimal(amount).toFixed(2), what);
        then?.(payment);
      });
    if (some.isZero() || roll < 0.3) pay(onTime, 'pay early', bill.amount);
    else if (roll < 0.48) pay(late, 'pay late', bill.amount);
    else if (roll < 0.6) {
      pay(onTime, 'pay a part', some);
      pay(late, 'pay the rest', new Decimal(bill.amount).minus(some));
    } else if (roll < 0.68) pay(onTime, 'pay too much', new Decimal(bill.amount).plus(more));
    else if (roll < 0.74) {
      pay(onTime, 'pay', bill.amount);
      pay(addDays(onTime, 2), 'pay a second time', bill.amount, (payment) =>
        this.plan(addDays(onTime, 5), 'get it back', () => this.refund(payment, payment.unapplied)),
      );
    } else if (roll < 0.8) {
      pay(onTime, 'pay by a bad cheque', bill.amount, (payment) => {
        this.plan(addDays(onTime, 4), 'the cheque bounces', () => this.reverse(payment));
        pay(addDays(onTime, 9), 'pay for the cheque', bill.amount);
      });
    } else if (roll < 0.84) {
      this.plan(onTime, 'correct', () => this.correct(bill, new Decimal(bill.amount).times(0.07)));
      pay(late, 'pay what is corrected', bill.amount);
    } else if (roll < 0.88) this.plan(onTime, 'void', () => this.voidAndReissue(bill, chance() < 0.7));
    else if (roll < 0.91) {
      pay(onTime, 'pay', bill.amount, (payment) =>
        this.plan(addDays(onTime, 3), 'pay a part back', () => this.refund(payment, some.toFixed(2))),
      );
    } else if (roll < 0.94) {
      this.plan(onTime, 'charge once', () => this.chargeOnce(bill));
      pay(late, 'pay late', bill.amount);
    }
  }

  private async pay(bill: Bill, amount: string, what: string): Promise<Payment> {
    const service = this.mall.application.get(PaymentService);
    const { status } = await this.bill(bill.id);
    const payment = {
      // On account where the bill has been voided meanwhile.
      ...(status === 'VOID' ? { contractNumber: bill.contractNumber } : { billNumber: bill.number }),
      amount,
      paidAt: this.mall.clock.now().toISOString(),
      method: 'bank',
      reference: `${bill.number} ${what}`,
      keepRest: true,
    };
    const recorded = await Promise.all(
      Array.from({ length: this.disturbed(0.1) ? 3 : 1 }, () => service.record(payment, 'spec')),
    );
    if (new Set(recorded.map((each) => each.payment.id)).size !== 1)
      throw new Error('one payment became two');
    this.add(this.paid, bill.tenantName, amount);
    return (recorded[0] as { payment: Payment }).payment;
  }

  private async refund(payment: Payment, amount: string): Promise<void> {
    if (new Decimal(amount).isZero()) return;
    const corrections = this.mall.application.get(PaymentCorrections);
    const input = { amount, reason: 'spec', reference: 'refund' };
    try {
      await corrections.refund(payment.id, input, 'spec');
    } catch (error) {
      // Its money has been paid back before, as the tenant's credit, in the name of another payment.
      if (!(error instanceof ConflictProblem)) throw error;
      this.count('refund refused');
      return;
    }
    if (this.disturbed(0.3)) await corrections.refund(payment.id, input, 'spec');
    this.add(this.paid, payment.tenantName, `-${amount}`);
  }

  private async reverse(payment: Payment): Promise<void> {
    const { refunded } = await this.mall.application.get(PaymentQueries).get(payment.id);
    const [drawn] = await this.mall.dataSource.query<object[]>(
      'SELECT FROM allocations WHERE payment_id = $1 AND refund_id IS NOT NULL',
      [payment.id],
    );
    if (refunded !== '0.00' || drawn) return;
    await this.mall.application.get(PaymentCorrections).reverse(payment.id, 'spec', 'spec');
    this.add(this.paid, payment.tenantName, `-${payment.amount}`);
  }

  private async correct(bill: Bill, amount: Decimal): Promise<void> {
    const taken = amount.toDecimalPlaces(2);
    const left = await this.leftToTakeBack(bill);
    if (taken.isZero() || left.lessThan(taken)) return;
    await this.mall.application
      .get(BillService)
      .credit(bill.id, { amount: taken.toFixed(2), reason: 'spec' }, 'spec');
    this.corrected.set(bill.number, (this.corrected.get(bill.number) ?? new Decimal(0)).plus(taken));
  }

  private async leftToTakeBack(bill: Bill): Promise<Decimal> {
    const [row] = await this.mall.dataSource.query<{ taken: string }[]>(
      'SELECT coalesce(sum(amount), 0) AS taken FROM credit_notes WHERE bill_id = $1',
      [bill.id],
    );
    return new Decimal(bill.amount).minus(row?.taken ?? 0);
  }

  private async voidAndReissue(bill: Bill, reissue: boolean): Promise<void> {
    const bills = this.mall.application.get(BillService);
    const { paid } = await this.bill(bill.id);
    if (paid !== '0.00' || !(await this.leftToTakeBack(bill)).equals(bill.amount)) return;
    await bills.void(bill.id, 'spec', 'spec');
    this.voided.add(bill.number);
    if (!reissue || (bill.charge !== 'RENT' && bill.charge !== 'MANAGEMENT')) return;
    this.reissued.add((await bills.reissue(bill.id, 'spec')).number);
  }

  private async chargeOnce(bill: Bill): Promise<void> {
    const charges = this.mall.application.get(OneOffCharges);
    const charge = {
      contractNumber: bill.contractNumber,
      description: 'spec',
      amount: '123.45',
      dueDate: bill.dueDate,
      reference: bill.number,
    };
    await charges.charge(charge, 'spec');
    if (this.disturbed(0.5)) await charges.charge(charge, 'spec');
  }

  private generate(period: string): Promise<void> {
    return this.task('billing', MonthlyAccounts, (accounts, context) =>
      accounts.generate({ period, dryRun: false }, context),
    );
  }

  /** Runs a task; disturbed, kills it in the middle, and then runs it twice at once. */
  private async task<Service>(
    what: string,
    service: new (...dependencies: never[]) => Service,
    run: (service: Service, context: ReturnType<typeof trialContext>) => Promise<unknown>,
  ): Promise<void> {
    const once = (): Promise<unknown> =>
      run(this.mall.application.get(service), trialContext(this.mall.application));
    this.count(what);
    if (this.disturbed(0.5)) {
      const killed = once().then(
        () => false,
        () => true,
      );
      await this.killSoon();
      this.count((await killed) ? `${what} killed` : `${what} survived`);
    }
    await Promise.all(this.disturbed(0.3) ? [once(), once()] : [once()]);
  }

  /** Ends every connection that is in the middle of something, and waits until the pool has heard of it. */
  private async killSoon(): Promise<void> {
    await this.mall.dataSource.query('SELECT pg_sleep($1)', [this.disturbance() * 0.03]);
    await this.mall.dataSource.query(
      `SELECT pg_terminate_backend(pid, 5000)
       FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
         AND backend_type = 'client backend'`,
    );
    await setImmediate();
  }

  private bills(): Promise<string[]> {
    return this.mall.dataSource
      .query<{ bill: string }[]>(
        `SELECT concat_ws(' ', number, charge, period_start, period_end, due_date, amount) AS bill FROM bills`,
      )
      .then((rows) => rows.map(({ bill }) => bill).sort());
  }

  /** What every tenant owes: what the rules give for what is agreed now, less what was paid. */
  private async owed(): Promise<Map<string, string>> {
    const owed = new Map<string, Decimal>();
    for (const contract of this.agreed.values()) {
      for (const bill of billsByHand(contract, LAST_MONTH)) {
        this.add(owed, contract.tenantName, this.remaining(bill));
      }
    }
    const besides = await this.mall.dataSource.query<{ name: string; number: string; amount: string }[]>(
      `SELECT tenants.name, bills.number, bills.amount
       FROM bills
       JOIN contracts ON contracts.id = contract_id
       JOIN tenants ON tenants.id = tenant_id
       WHERE charge IN ('OTHER', 'LATE_FEE') AND voided_at IS NULL`,
    );
    for (const { name, number, amount } of besides) {
      this.add(owed, name, new Decimal(amount).minus(this.corrected.get(number) ?? 0).toFixed(2));
    }
    for (const [name, amount] of this.paid) this.add(owed, name, amount.negated().toFixed(2));
    return new Map([...owed].map(([name, amount]) => [name, amount.toFixed(2)]));
  }

  /** What is owed of a bill of the rules, of it and of those made in its place. */
  private remaining({ number, amount }: BillByHand): string {
    let issue = 1;
    const named = (): string => (issue === 1 ? number : `${number}-${issue}`);
    while (this.voided.has(named())) issue++;
    if (issue > 1 && !this.reissued.has(named())) return '0.00';
    return Decimal.max(new Decimal(amount).minus(this.corrected.get(named()) ?? 0), 0).toFixed(2);
  }

  private bill(id: string): Promise<Bill> {
    return this.mall.application.get(BillService).get(id);
  }

  private plan(day: string, what: string, deed: Deed): void {
    const deeds = this.deeds.get(day) ?? [];
    this.deeds.set(day, deeds);
    deeds.push(async () => {
      this.count(what);
      await deed();
    });
  }

  private add(sums: Map<string, Decimal>, name: string, amount: string): void {
    sums.set(name, (sums.get(name) ?? new Decimal(0)).plus(amount));
  }

  private count(what: string): void {
    this.done[what] = (this.done[what] ?? 0) + 1;
  }

  private disturbed(share: number): boolean {
    return this.options.disturbed && this.disturbance() < share;
  }

  /** Of its own for each thing, so that nothing depends on the order in which things are looked at. */
  private chance(key: string): Chance {
    return chanceFrom(createHash('sha256').update(`${this.options.seed} ${key}`).digest().readUInt32LE());
  }

  private moveTo(day: string, time: string): void {
    this.mall.clock.moveTo(new Date(`${day}T${time}:00+08:00`));
  }
}

function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}

function laterOf(one: string, other: string): string {
  return one > other ? one : other;
}
