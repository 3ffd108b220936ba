import { sides } from '../../../protocol/verdict.js';
import { carriesNothing } from '../media.js';
import { otherSide, watched } from '../handshake.js';
import { missing, type Cause, type View } from './cause.js';

export const noMedia: Cause = {
  code: 'no-media',
  rule: 'Connected, and what was negotiated does not arrive: nothing leaves a side, by its own probe (source), or it leaves, by its own probe too, and does not arrive (path). Where the probe of the sender does not tell, which of the two is not known.',
  owedBy: 'the side that sends nothing, or the path',
  restsOn: ['either:dtls-connected', 'caller:probe-started', 'callee:probe-started'],
  refutedBy: ['both:media-flowing'],
  find: (view) => {
    const { stop } = view.climb;
    if (!stop && carriesNothing(view.handshake))
      return { stage: 'media-flowing', owedBy: 'both', evidence: 'probe', variant: 'nobody' };
    if (stop?.stage !== 'media-flowing') return undefined;
    const source = sides.find((side) => named(view, 'source', side) && !arrivesFrom(view, side));
    if (source) return { owedBy: source, evidence: 'probe', facts: { side: source }, variant: 'source' };
    const fault = view.handshake.faults.find(({ kind, name }) => kind === 'media-flowing' && name !== 'source');
    if (!fault) return undefined;
    const other = otherSide(fault.side);
    const found = { evidence: 'probe', facts: { side: fault.side, other } } as const;
    if (fault.name === 'path' && sendsBy(view, other)) return { ...found, owedBy: 'path' };
    // What the other probe says of its own side may still be on its way.
    if (watched(view.handshake, other) && !missing(view, 'media-flowing')) return undefined;
    return { ...found, owedBy: 'not-known', variant: 'one-sided' };
  },
  sentence: {
    en: '{caller} and {callee} are connected; what {other} sends leaves its browser and does not arrive at {side}.',
    ru: '{caller} и {callee} соединены; то, что отправляет {other}, уходит из браузера, но не доходит до {side}.',
  },
  advice: {
    en: {
      caller: 'You are connected, but sound or picture is lost on the way. Try another network, or without a VPN.',
      callee: 'You are connected, but sound or picture is lost on the way. Try another network, or without a VPN.',
      developer:
        'The microphone is not the reason: packets leave. Look at the way: a firewall that lets the handshake through and not the stream, packets over the MTU, a TURN server without bandwidth; compare the codecs of both descriptions.',
    },
    ru: {
      caller: 'Вы соединены, но звук или картинка теряются в пути. Попробуйте другую сеть или отключите VPN.',
      callee: 'Вы соединены, но звук или картинка теряются в пути. Попробуйте другую сеть или отключите VPN.',
      developer:
        'Дело не в микрофоне: пакеты уходят. Проверьте путь: файрвол пропускает установление связи, но не поток, пакеты больше MTU, у TURN-сервера нет полосы; сравните кодеки в обоих описаниях.',
    },
  },
  variants: {
    nobody: {
      sentence: {
        en: '{caller} and {callee} are connected, and neither of them sends anything: no sound, no picture, no data.',
        ru: '{caller} и {callee} соединены, но никто ничего не передаёт: ни звука, ни картинки, ни данных.',
      },
      advice: {
        en: {
          caller: 'Neither microphone is open. Allow it, then reload both pages.',
          callee: 'Neither microphone is open. Allow it, then reload both pages.',
          developer:
            'Add a track before createOffer and before createAnswer on both pages, and look at what getUserMedia threw; a connection with no track and no data channel carries nothing.',
        },
        ru: {
          caller: 'Ни один микрофон не открыт. Разрешите его и обновите обе страницы.',
          callee: 'Ни один микрофон не открыт. Разрешите его и обновите обе страницы.',
          developer:
            'Добавьте дорожку до createOffer и до createAnswer на обеих страницах и посмотрите, что бросил getUserMedia: соединение без дорожек и канала данных ничего не переносит.',
        },
      },
    },
    source: {
      sentence: {
        en: '{caller} and {callee} are connected, and the browser of {side} sends nothing of what was negotiated: its own probe counts 0.',
        ru: '{caller} и {callee} соединены, но браузер участника {side} ничего не отправляет: его собственный probe насчитал 0.',
      },
      advice: {
        en: {
          caller:
            'Nothing leaves the browser of {side}: is the right microphone or camera chosen, switched on and allowed?',
          callee:
            'Nothing leaves the browser of {side}: is the right microphone or camera chosen, switched on and allowed?',
          developer:
            'On that page look at the sender: is there a track (`addTrack` before the description, or `replaceTrack`), is its readyState `live`, is the direction of its transceiver `sendrecv`, is a data channel opened at all?',
        },
        ru: {
          caller:
            'Из браузера участника {side} ничего не уходит: тот ли микрофон или камера выбраны, включены и разрешены?',
          callee:
            'Из браузера участника {side} ничего не уходит: тот ли микрофон или камера выбраны, включены и разрешены?',
          developer:
            'Проверьте отправителя на этой странице: есть ли дорожка (`addTrack` до описания или `replaceTrack`), её readyState — `live`, направление transceiver — `sendrecv`, открыт ли канал данных?',
        },
      },
    },
    'one-sided': {
      sentence: {
        en: '{caller} and {callee} are connected, and nothing arrives at {side}; whether anything leaves {other} is not known: no probe has told.',
        ru: '{caller} и {callee} соединены, но до {side} ничего не доходит; уходит ли что-нибудь от {other}, неизвестно: probe об этом не сообщил.',
      },
      advice: {
        en: {
          caller:
            'You are connected, but nothing arrives at {side}. Check the microphone and camera of {other}, then the network.',
          callee:
            'You are connected, but nothing arrives at {side}. Check the microphone and camera of {other}, then the network.',
          developer:
            'Put the probe on the page of {other}: it says whether anything leaves. A remote track that is `muted` says only that no packet arrives, not why.',
        },
        ru: {
          caller: 'Вы соединены, но до {side} ничего не доходит. Проверьте микрофон и камеру {other}, затем сеть.',
          callee: 'Вы соединены, но до {side} ничего не доходит. Проверьте микрофон и камеру {other}, затем сеть.',
          developer:
            'Добавьте probe на страницу {other}: он скажет, уходит ли что-нибудь. `muted` у чужой дорожки значит лишь, что пакеты не приходят, а не почему.',
        },
      },
    },
  },
};

const named = (view: View, name: string, side: 'caller' | 'callee') =>
  view.handshake.faults.some((fault) => fault.kind === 'media-flowing' && fault.name === name && fault.side === side);

/** Its own probe has seen packets leave the side: all flows there, or all that it misses is what should arrive. */
const sendsBy = (view: View, side: 'caller' | 'callee') =>
  view.handshake[side].marks['media-flowing'] !== undefined ||
  (named(view, 'path', side) && !named(view, 'source', side));

/** What a side sends is received at the other end, by the other's probe. */
const arrivesFrom = ({ handshake }: View, side: 'caller' | 'callee') =>
  handshake[otherSide(side)].marks['media-flowing'] !== undefined;
