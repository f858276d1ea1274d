import { decimal, email, text } from '../imports/index.js';

/** What each field of a shop may hold; a file and a request are held to the same. */
export const shopFields = {
  code: text(50),
  name: text(200),
  category: text(100),
  floor: text(50),
  areaSqm: decimal({ min: '0.01', max: '99999999.99', decimals: 2, example: '93.50' }),
  managerName: text(100),
  managerEmail: email(),
};
