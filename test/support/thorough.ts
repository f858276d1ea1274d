/** Whether a suite was asked for by its name, such as `npm run test:chaos`: then it goes through all that it knows. */
export const isThorough = process.env.THOROUGH === '1';
