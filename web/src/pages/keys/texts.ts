import { defineTexts } from '../../texts/texts';

export const texts = defineTexts(
  { about: '程序用来代替密码的密钥，所有人的都在这里。' },
  { about: 'What programs use instead of a password: the keys of everybody.' },
);
