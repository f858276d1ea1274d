import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { beginningWith, type Conditions } from '../lists/index.js';

/**
 * Contracts whose bills are looked up contract by contract. Of more of them, so many bills are meant that a page of the list
 * is soon full in its own order.
 */
const FEW = 1_000;

/** SQL: what a contract is searched by, in lower case, of the contract that a row of another table belongs to. */
const textOfContract = (contractId: string): string => `(
  SELECT concat_ws(' ', contracts.search_text, tenants.search_text, lower(shops.code), lower(shops.name))
  FROM contracts
  JOIN tenants ON tenants.id = contracts.tenant_id
  JOIN shops ON shops.id = contracts.shop_id
  WHERE contracts.id = ${contractId}
)`;

/** Searches bills and payments by what they belong to: a contract, its tenant and its shop. */
@Injectable()
export class ContractSearch {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Restricts a statement on `bills` to those that somebody means; also by the bill's number. */
  async addBills(conditions: Conditions, q: string): Promise<void> {
    const found = await this.contracts(q);
    if (!found) {
      conditions.addBroad(`position(lower($) IN ${textOfContract('bills.contract_id')}) > 0`, q);
      return;
    }
    const ofNumber = await this.contractInBillNumber(q);
    if (ofNumber.length === 0) {
      conditions.add('bills.contract_id = ANY ($::bigint[])', found);
      return;
    }
    conditions.add('bills.contract_id = ANY ($::bigint[])', [...found, ...ofNumber]);
    conditions.add(
      '(bills.contract_id = ANY ($::bigint[]) OR position(lower($) IN lower(bills.number)) > 0)',
      found,
      q,
    );
  }

  /** Restricts a statement on `payments` to those that somebody means; also by the beginning of the payment's reference. */
  async addPayments(conditions: Conditions, q: string): Promise<void> {
    const found = await this.contracts(q);
    const reference = 'payments.reference LIKE $';
    if (found) {
      conditions.add(`(payments.contract_id = ANY ($::bigint[]) OR ${reference})`, found, beginningWith(q));
    } else {
      conditions.addBroad(
        `(position(lower($) IN ${textOfContract('payments.contract_id')}) > 0 OR ${reference})`,
        q,
        beginningWith(q),
      );
    }
  }

  /** Ids of the contracts that a text is in; undefined when they are more than a few. */
  private async contracts(q: string): Promise<string[] | undefined> {
    const found = await this.dataSource.query<{ id: string }[]>(
      // Not UNION, which reads all of them before it gives the first. Of a contract that is found thrice there are three.
      `SELECT id FROM contracts WHERE position(lower($1) IN search_text) > 0
       UNION ALL
       SELECT contracts.id
       FROM tenants
       JOIN contracts ON contracts.tenant_id = tenants.id
       WHERE position(lower($1) IN tenants.search_text) > 0
       UNION ALL
       SELECT contracts.id
       FROM shops
       JOIN contracts ON contracts.shop_id = shops.id
       WHERE position(lower($1) IN lower(shops.code)) > 0 OR position(lower($1) IN lower(shops.name)) > 0
       LIMIT ${3 * FEW + 1}`,
      [q],
    );
    return found.length > 3 * FEW ? undefined : [...new Set(found.map(({ id }) => id))];
  }

  /** The id of the contract whose number is in a bill's number; the last part of that may be missing. */
  private async contractInBillNumber(q: string): Promise<string[]> {
    const rest = q
      .trim()
      .toUpperCase()
      .replace(/^B\d{6}-/, '');
    const found = await this.dataSource.query<{ id: string }[]>(
      'SELECT id FROM contracts WHERE number = ANY ($1::text[])',
      [[rest, rest.replace(/-([RM]|[OL]\d*)?(-\d*)?$/, '')]],
    );
    return found.map(({ id }) => id);
  }
}
