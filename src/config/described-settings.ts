import { definitions, type SettingName, type SettingUnit } from './definitions.js';
import { type SettingOrigin, type Settings, shownSettings } from './settings.js';

/** A setting as it may be shown. */
export interface DescribedSetting {
  readonly name: SettingName;
  /** Secrets masked; null: not set. */
  readonly value: string | number | boolean | null;
  readonly source: SettingOrigin;
  /** null: nothing. */
  readonly default: string | number | boolean | null;
  readonly description: string;
  /** null: it counts nothing, or just things. */
  readonly unit: SettingUnit | null;
  /** Whether the value is masked. */
  readonly secret: boolean;
}

/** Every setting, in the order of its table, with its value in `settings` as it may be shown, and where that came from. */
export function describeSettings(settings: Settings): DescribedSetting[] {
  const values = shownSettings(settings);
  return (Object.keys(definitions) as SettingName[]).map((name) => {
    const definition = definitions[name];
    return {
      name,
      value: values[name],
      source: settings.origins[name],
      default: definition.default ?? null,
      description: definition.description,
      unit: definition.unit ?? null,
      secret: definition.secret ?? false,
    };
  });
}
