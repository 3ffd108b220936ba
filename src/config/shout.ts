/** A name as the key of a setting has it: `offer-received` is `OFFER_RECEIVED`. */
export type Shout<S extends string> = S extends `${infer Head}-${infer Tail}`
  ? `${Uppercase<Head>}_${Shout<Tail>}`
  : Uppercase<S>;

export const shout = <S extends string>(name: S): Shout<S> => name.toUpperCase().replaceAll('-', '_') as Shout<S>;
