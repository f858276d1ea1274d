import { createParamDecorator } from '@nestjs/common';
export class User { username: string; role: string; }
export const CurrentUser = createParamDecorator(() => ({}) as User);
