import type { Reason } from './findings.js';

export type Language = 'en' | 'ru';
interface Said {
  what: string;
  todo: string;
}

/** What a finding means and what to do about it; `{…}` is of the URL that was tried, or of the answer. */
export const findings: Record<Reason, Record<Language, Said>> = {
  unresolved: {
    en: { what: 'The name {host} does not resolve.', todo: 'Correct the name in TURN_URLS, or its DNS record.' },
    ru: { what: 'Имя {host} не находится в DNS.', todo: 'Исправьте имя в TURN_URLS или запись DNS.' },
  },
  refused: {
    en: {
      what: 'Nothing listens on port {port} over {transport}.',
      todo: 'Start the TURN server, and compare the port with its listening-port or tls-listening-port.',
    },
    ru: {
      what: 'Порт {port} никто не слушает ({transport}).',
      todo: 'Запустите TURN-сервер и сравните порт с его listening-port или tls-listening-port.',
    },
  },
  silent: {
    en: {
      what: 'No answer from port {port} over {transport} within 3 s.',
      todo: 'Open this port for {transport} in the firewalls and security groups on the way, and see that the server runs.',
    },
    ru: {
      what: 'Порт {port} не отвечает по {transport} за 3 с.',
      todo: 'Откройте этот порт для {transport} в межсетевых экранах по пути и проверьте, что сервер запущен.',
    },
  },
  unreachable: {
    en: {
      what: 'No way leads from here to {host}.',
      todo: 'Check the network of this machine, and whether a firewall forbids the way.',
    },
    ru: {
      what: 'Отсюда нет пути до {host}.',
      todo: 'Проверьте сеть этой машины и не запрещает ли путь межсетевой экран.',
    },
  },
  cut: {
    en: {
      what: 'The server, or something on the way, cut the connection to port {port}.',
      todo: 'See that this port speaks TURN over {transport}, and read the log of the server.',
    },
    ru: {
      what: 'Соединение с портом {port} оборвал сервер или кто-то по пути.',
      todo: 'Проверьте, что на этом порту TURN по {transport}, и посмотрите журнал сервера.',
    },
  },
  'not-turn': {
    en: {
      what: 'Port {port} answers, but not with TURN.',
      todo: 'Another service listens there: correct the port, or take turns: where the server wants TLS.',
    },
    ru: {
      what: 'Порт {port} отвечает, но это не TURN.',
      todo: 'Там другой сервис: исправьте порт или возьмите turns:, если сервер ждёт TLS.',
    },
  },
  'tls-expired': {
    en: {
      what: 'The certificate of {host} has expired or is not valid yet.',
      todo: 'Renew it and let the server load it anew; check the clock of this machine.',
    },
    ru: {
      what: 'Срок сертификата {host} истёк или ещё не начался.',
      todo: 'Обновите его и дайте серверу перечитать; проверьте часы этой машины.',
    },
  },
  'tls-name': {
    en: {
      what: 'The certificate is for another name than {host}.',
      todo: 'Put into TURN_URLS the name that the certificate has, or get a certificate for {host}.',
    },
    ru: {
      what: 'Сертификат выдан не на имя {host}.',
      todo: 'Укажите в TURN_URLS имя из сертификата или получите сертификат на {host}.',
    },
  },
  'tls-self-signed': {
    en: {
      what: 'The certificate of {host} is self-signed: browsers do not take it.',
      todo: 'Get a certificate from an authority that browsers know, such as Let’s Encrypt.',
    },
    ru: {
      what: 'Сертификат {host} самоподписанный: браузеры его не примут.',
      todo: 'Получите сертификат от центра, который знают браузеры, например Let’s Encrypt.',
    },
  },
  'tls-untrusted': {
    en: {
      what: 'The certificate of {host} leads to no authority that is known here.',
      todo: 'Give the server the whole chain (fullchain.pem); for an authority of your own, set NODE_EXTRA_CA_CERTS to its certificate.',
    },
    ru: {
      what: 'Цепочка сертификата {host} не ведёт к известному здесь центру.',
      todo: 'Дайте серверу всю цепочку (fullchain.pem); для своего центра укажите его сертификат в NODE_EXTRA_CA_CERTS.',
    },
  },
  'tls-failed': {
    en: {
      what: 'Port {port} does not speak TLS as expected ({detail}).',
      todo: 'See that the server has a certificate and a key, and that turns: names its tls-listening-port.',
    },
    ru: {
      what: 'На порту {port} не получается TLS ({detail}).',
      todo: 'Проверьте, что у сервера есть сертификат и ключ, а в turns: указан его tls-listening-port.',
    },
  },
  unauthorized: {
    en: {
      what: 'The server refuses the credentials (401), even those that expire in ten years.',
      todo: 'Make TURN_SECRET the same as its static-auth-secret, and see that it runs with use-auth-secret.',
    },
    ru: {
      what: 'Сервер не принимает учётные данные (401), даже со сроком в десять лет.',
      todo: 'Сделайте TURN_SECRET равным его static-auth-secret и проверьте, что он запущен с use-auth-secret.',
    },
  },
  clock: {
    en: {
      what: 'The secret is right, but the server takes fresh credentials for expired: its clock is ahead of this one by more than TURN_TTL.',
      todo: 'Set the clocks of both machines by NTP.',
    },
    ru: {
      what: 'Секрет верен, но свежие учётные данные сервер считает истёкшими: его часы впереди здешних больше чем на TURN_TTL.',
      todo: 'Выставьте часы обеих машин по NTP.',
    },
  },
  forbidden: {
    en: {
      what: 'The server takes the credentials but forbids a relay ({detail}).',
      todo: 'Look at what it allows to whom: its origins, realms and address rules.',
    },
    ru: {
      what: 'Учётные данные приняты, но relay сервер запрещает ({detail}).',
      todo: 'Проверьте, что и кому он разрешает: origin, realm, правила адресов.',
    },
  },
  mismatch: {
    en: {
      what: 'The server believes that there is a relay already ({detail}).',
      todo: 'Try again in a minute; if it stays, something on the way mixes up connections.',
    },
    ru: {
      what: 'Сервер считает, что relay уже есть ({detail}).',
      todo: 'Повторите через минуту; если не пройдёт, что-то по пути путает соединения.',
    },
  },
  quota: {
    en: {
      what: 'The quota of relays is used up ({detail}).',
      todo: 'Raise user-quota or total-quota of the server, or wait until relays expire.',
    },
    ru: {
      what: 'Квота relay исчерпана ({detail}).',
      todo: 'Поднимите user-quota или total-quota сервера или подождите, пока relay истекут.',
    },
  },
  'no-ports': {
    en: {
      what: 'The server has no free relay port ({detail}).',
      todo: 'Widen min-port to max-port, and open those ports for UDP.',
    },
    ru: {
      what: 'У сервера нет свободных портов для relay ({detail}).',
      todo: 'Расширьте диапазон min-port — max-port и откройте его для UDP.',
    },
  },
  answered: {
    en: { what: 'The server answers: {detail}.', todo: 'Read its log: it says more there.' },
    ru: { what: 'Сервер отвечает: {detail}.', todo: 'Посмотрите его журнал: там сказано больше.' },
  },
  'private-relay': {
    en: {
      what: 'It gives a relay, but with a private address, which participants elsewhere cannot reach.',
      todo: 'Set external-ip of the server to its public address.',
    },
    ru: {
      what: 'Relay есть, но с частным адресом: участники из других сетей до него не дойдут.',
      todo: 'Укажите в external-ip сервера его публичный адрес.',
    },
  },
  'own-relay-denied': {
    en: {
      what: 'It gives a relay, but denies its own address as a peer (403): two participants who both need the relay will not connect.',
      todo: 'Add allowed-peer-ip with the address that the server relays from: it counts before denied-peer-ip.',
    },
    ru: {
      what: 'Relay есть, но собственный адрес сервер запрещает как собеседника (403): двое, кому нужен relay, не соединятся.',
      todo: 'Добавьте allowed-peer-ip с адресом, с которого сервер ретранслирует: он важнее denied-peer-ip.',
    },
  },
  'not-forwarded': {
    en: {
      what: 'It gives a relay, but a packet sent through it to another relay of the same server does not arrive.',
      todo: 'Open its ports from min-port to max-port for UDP; behind NAT, write external-ip as public/private.',
    },
    ru: {
      what: 'Relay есть, но пакет через него к другому relay того же сервера не доходит.',
      todo: 'Откройте для UDP его порты от min-port до max-port; за NAT запишите external-ip как публичный/частный.',
    },
  },
};

export const phrases = {
  relay: {
    en: 'gives a relay, and a packet went through it ({ms} ms)',
    ru: 'даёт relay, и пакет через него прошёл ({ms} мс)',
  },
  unproven: {
    en: 'gives a relay ({ms} ms), but no second one: whether packets go through it is not proven',
    ru: 'даёт relay ({ms} мс), но не второй: проходят ли через него пакеты, не доказано',
  },
  open: {
    en: 'It asks for no credentials: anybody can use it. Run it with use-auth-secret.',
    ru: 'Учётных данных он не спрашивает: им может пользоваться кто угодно. Запустите его с use-auth-secret.',
  },
  todo: { en: 'What to do: ', ru: 'Что делать: ' },
  ok: { en: 'ok    ', ru: 'да    ' },
  failed: { en: 'FAILED', ru: 'НЕТ   ' },
  none: {
    en: 'No TURN server to check: set TURN_URLS and TURN_SECRET, or name URLs: npm run turn:check -- turn:turn.example:3478',
    ru: 'Нечего проверять: задайте TURN_URLS и TURN_SECRET или назовите URL: npm run turn:check -- turn:turn.example:3478',
  },
} as const;
