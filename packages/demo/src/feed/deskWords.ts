/** What people at the desk write, by what they do. Everything is invented, and no card number is in it. */
export const DESK_WORDS = {
  'confirm-fraud': [
    'Customer did not know the payment; card blocked',
    'Card reported stolen an hour before the payment',
    'Seven cards on one device; shop told to stop the delivery',
  ],
  'false-positive': [
    'Customer confirmed the payment by phone',
    'Known device, delivery address of earlier orders',
    'Gift to relatives abroad, as in the years before',
  ],
  escalate: ['Belongs to a series over several merchants', 'A customer with terms of their own; not mine to decide'],
  snooze: ['Customer does not answer; calling again later', 'The shop checks the delivery and calls back'],
  reassign: ['Two of us have to sign: please decide, I read it after you'],
  note: [
    'Called the customer: no answer, left a message',
    'Shop says the parcel has not left yet',
    'Device was seen with two other customers this week',
    'Address and name agree with the last invoice',
  ],
  approve: ['Evidence read, decision is right', 'Agreed: the device history says the same'],
  reject: ['Please look at the earlier orders of this customer first'],
} as const;
