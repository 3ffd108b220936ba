import { byId } from '../ui/dom.js';
import { mayLook } from './to-login.js';

const texts = {
  en: {
    title: 'Hopline – login',
    token: 'Admin token',
    wrong: 'That is not the admin token.',
    logIn: 'Log in',
    hint: 'It is what ADMIN_TOKEN says where the gateway runs.',
  },
  ru: {
    title: 'Hopline – вход',
    token: 'Токен администратора',
    wrong: 'Это не токен администратора.',
    logIn: 'Войти',
    hint: 'Он задан в ADMIN_TOKEN там, где запущен шлюз.',
  },
};

const language = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag === 'en' || tag === 'ru') ?? 'en';
const text: Record<string, string> = texts[language];
const query = new URLSearchParams(location.search);
const next = byId('next', HTMLInputElement);

document.documentElement.lang = language;
document.title = texts[language].title;
for (const element of document.querySelectorAll<HTMLElement>('[data-text]')) {
  element.textContent = text[element.dataset['text'] ?? ''] ?? element.textContent;
}
byId('wrong', HTMLElement).hidden = !query.has('wrong');
next.value = query.get('next') || next.value;

// A link on another site's page comes without the cookie, though the reader is logged in.
if ((await mayLook()) && /^(?:console|api)\//.test(next.value)) {
  location.replace(`../${next.value}`);
}
