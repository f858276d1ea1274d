import type { FormInstance } from 'antd';
import { ApiError } from '../../api/problem';

/** Puts faults that the server found at the fields of a form that it found them in. */
export function showFaults(form: FormInstance, error: unknown): void {
  if (!(error instanceof ApiError)) return;
  form.setFields(error.faults.map(({ field, message }) => ({ name: field, errors: [message] })));
  const [first] = error.faults;
  if (first) form.scrollToField(first.field, { block: 'center' });
}

/** What was left empty is null, which clears it. */
export function orNull(value: string | null | undefined): string | null {
  return value === undefined || value === '' ? null : value;
}

/** Of fields that may be left out but not cleared: those in which something stands. */
export function given<Name extends string>(
  values: Partial<Record<Name, string | null>>,
): Partial<Record<Name, string>> {
  const kept: Partial<Record<Name, string>> = {};
  for (const name in values) {
    const value = values[name];
    if (value) kept[name] = value;
  }
  return kept;
}
