import { ApiProperty } from '@nestjs/swagger';
import {
  type DescribedSetting,
  SETTING_ORIGINS,
  SETTING_UNITS,
  type SettingName,
  type SettingOrigin,
  type SettingUnit,
} from '../../config/index.js';

const VALUE = { oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }], nullable: true };

/** A setting of the process that answers. */
export class Setting implements DescribedSetting {
  @ApiProperty({ type: String, example: 'SESSION_HOURS', description: 'As in the environment and in .env' })
  name: SettingName;

  @ApiProperty({ ...VALUE, example: 12, description: 'Secrets are masked: ***. Null: not set' })
  value: string | number | boolean | null;

  @ApiProperty({ enum: SETTING_ORIGINS, description: 'Where the value came from' })
  source: SettingOrigin;

  @ApiProperty({ ...VALUE, example: 12, description: 'What it is where nobody sets it; null: not set' })
  default: string | number | boolean | null;

  @ApiProperty({ example: 'Hours for which a sign-in stays valid.', description: 'What it is for' })
  description: string;

  @ApiProperty({ enum: SETTING_UNITS, nullable: true, description: 'What its number counts' })
  unit: SettingUnit | null;

  @ApiProperty({ description: 'Whether its value is masked' })
  secret: boolean;
}
