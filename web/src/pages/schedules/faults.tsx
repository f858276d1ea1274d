import { Alert, Form, type FormItemProps } from 'antd';
import { createContext, type ReactNode, useContext } from 'react';
import { ApiError } from '../../api/problem';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useTexts } from '../../texts/texts';
import { formTexts } from './form-texts';
import { useFieldName } from './setting-words';

/** What is wrong with single fields, by their names in the API. */
export type Faults = ReadonlyMap<string, readonly string[]>;

const FaultsContext = createContext<Faults>(new Map());

export function FaultsProvider({
  faults,
  children,
}: {
  readonly faults: Faults;
  readonly children: ReactNode;
}) {
  return <FaultsContext value={faults}>{children}</FaultsContext>;
}

/** Faults of an answer; those of `kwargs.days` stand at `kwargs`. */
export function faultsOf(error: unknown): Faults {
  const faults = new Map<string, string[]>();
  if (!(error instanceof ApiError)) return faults;
  for (const { field, message } of error.faults) {
    const [name = field] = field.split('.');
    const known = faults.get(name) ?? [];
    if (!known.includes(message)) faults.set(name, [...known, message]);
  }
  return faults;
}

interface FieldProps {
  /** Its name in the form and in the API. */
  readonly name: string;
  /** Under the field, while nothing is wrong with it. */
  readonly about?: ReactNode;
  readonly label?: ReactNode;
  readonly rules?: FormItemProps['rules'];
  readonly children: ReactNode;
}

/** A field of the form; what the server has against it stands under it. */
export function Field({ name, about, label, rules, children }: FieldProps) {
  const faults = useContext(FaultsContext).get(name);
  const nameOf = useFieldName();
  return (
    <Form.Item
      name={name}
      label={label ?? nameOf(name)}
      extra={faults ? undefined : about}
      {...(rules && { rules })}
      {...(faults && { help: faults.join(' '), validateStatus: 'error' as const })}
      style={{ marginBlockEnd: 14 }}
    >
      {children}
    </Form.Item>
  );
}

/** What is wrong with a field that is none of the form's own, as a list is. */
export function useFaultsOf(name: string): string | undefined {
  return useContext(FaultsContext).get(name)?.join(' ');
}

/** Why a form was not saved. What stands at its fields is not said twice. */
export function SaveProblem({ error }: { readonly error: unknown }) {
  const t = useTexts(formTexts);
  const form = Form.useFormInstance<Readonly<Record<string, unknown>>>();
  const shown = Object.keys(form.getFieldsValue());
  const faults = [...faultsOf(error).keys()];
  const areAllShown = faults.length > 0 && faults.every((field) => shown.includes(field));
  return areAllShown ? <Alert type="error" showIcon title={t.correct} /> : <ProblemAlert error={error} />;
}
