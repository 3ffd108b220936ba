import { passed, type Cause } from './cause.js';

export const targetMissing: Cause = {
  code: 'target-missing',
  rule: "The offer named a participant that is not in the sender's room, or the sender itself.",
  owedBy: 'the caller; the callee where its page is connected again and in no room',
  restsOn: ['gateway:refusal'],
  refutedBy: ['gateway:offer-forwarded'],
  find: (view) => {
    const code = view.handshake.refused.offer?.code;
    if ((code !== 'target-missing' && code !== 'target-self') || passed(view, 'offer-forwarded')) return undefined;
    const found = { stage: 'offer-forwarded', owedBy: 'caller', evidence: 'gateway' } as const;
    if (code === 'target-self') return { ...found, variant: 'self' };
    const { movedTo, outside } = view.handshake;
    if (outside) return { ...found, owedBy: 'callee', evidence: 'probe', variant: 'outside' };
    return movedTo === undefined ? found : { ...found, facts: { movedTo }, variant: 'moved' };
  },
  sentence: {
    en: '{caller} called a participant that is not in the room.',
    ru: '{caller} вызывает участника, которого нет в комнате.',
  },
  variants: {
    moved: {
      sentence: {
        en: '{caller} called {callee} under an old id: {callee} connected again and is here under a new one.',
        ru: '{caller} вызвал {callee} по старому id: {callee} подключился заново и находится здесь под новым.',
      },
      advice: {
        en: {
          caller: 'The page calls somebody by an old address: reload it.',
          callee: 'Your page connected again, and the other one has not noticed. Ask the other one to reload.',
          developer:
            'The new id is `{movedTo}`. A socket id changes with every reconnect: on `user-left` drop the id and close its connection, on `user-joined` and `room-users` take the new one.',
        },
        ru: {
          caller: 'Страница вызывает по старому адресу: обновите её.',
          callee: 'Ваша страница подключилась заново, а собеседник этого не заметил. Попросите его обновить страницу.',
          developer:
            'Новый id — `{movedTo}`. id сокета меняется при каждом переподключении: по `user-left` забывайте id и закрывайте его соединение, новый берите из `user-joined` и `room-users`.',
        },
      },
    },
    outside: {
      sentence: {
        en: '{caller} called {callee} under an old id: {callee} is connected again, and is in no room.',
        ru: '{caller} вызвал {callee} по старому id: {callee} подключился заново и не находится ни в какой комнате.',
      },
      advice: {
        en: {
          caller: 'The page of {callee} was reconnected and has not joined again. Ask the other one to reload.',
          callee: 'Your page was reconnected and has not joined again. Reload it.',
          developer:
            'Send `join-room` on every `connect`, not once at load: `socket.on("connect", () => socket.emit("join-room", …))`. After a reconnect the socket has a new id and is in no room; the others drop the old id on `user-left`.',
        },
        ru: {
          caller: 'Страница участника {callee} переподключилась и не вошла в комнату снова. Попросите обновить её.',
          callee: 'Ваша страница переподключилась и не вошла в комнату снова. Обновите её.',
          developer:
            'Отправляйте `join-room` при каждом `connect`, а не один раз при загрузке: `socket.on("connect", () => socket.emit("join-room", …))`. После переподключения у сокета новый id, и он ни в какой комнате; остальные забывают старый id по `user-left`.',
        },
      },
    },
    self: { sentence: { en: '{caller} called itself.', ru: '{caller} вызывает самого себя.' } },
  },
  advice: {
    en: {
      caller: 'The page calls somebody who is not here: reload it.',
      callee: 'Nobody has to do anything at this end.',
      developer:
        'Take the target from the last `room-users` and `user-joined`, drop it on `user-left`: socket ids change with every reconnect.',
    },
    ru: {
      caller: 'Страница вызывает того, кого здесь нет: обновите её.',
      callee: 'С этой стороны ничего делать не нужно.',
      developer:
        'Берите target из последних `room-users` и `user-joined`, забывайте его по `user-left`: id сокета меняется при каждом переподключении.',
    },
  },
};
