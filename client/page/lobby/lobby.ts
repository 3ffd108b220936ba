import { limits } from '../../../protocol/limits.js';
import { byId } from '../../ui/dom.js';
import { Memory } from '../../ui/memory.js';
import type { Notices } from '../notices.js';
import type { Text } from '../text/en/page.js';
import { randomRoomName, roomNameOf } from './room-name.js';

const nameKey = 'hopline.name';
const inCallKey = 'hopline.in-call';

export interface JoinRequest {
  name: string;
  room: string;
}

export interface LobbyOptions {
  notices: Notices;
  text: Text;
  /** An invitation is for the room exactly as its link writes it. */
  invited: boolean;
  onJoin: (entry: JoinRequest) => void;
}

/** The form before the call: remembers the name, takes the room from the link or thinks one up. */
export class Lobby {
  readonly #name = byId('name', HTMLInputElement);
  readonly #room = byId('room', HTMLInputElement);
  readonly #join = byId('join', HTMLButtonElement);
  readonly #form = byId('join-form', HTMLFormElement);
  readonly #everMemory = new Memory('localStorage');
  readonly #tabMemory = new Memory('sessionStorage');
  readonly #notices: Notices;
  readonly #text: Text;
  readonly #invited: boolean;

  constructor({ notices, text, invited, onJoin }: LobbyOptions) {
    this.#notices = notices;
    this.#text = text;
    this.#invited = invited;
    this.#name.maxLength = limits.usernameChars;
    this.#room.maxLength = limits.roomChars;
    this.#name.value = this.#everMemory.recall(nameKey) ?? '';
    this.#room.value = this.#meant(roomOfLink()) || randomRoomName();
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      const entry = this.#read();
      if (entry && !this.#join.disabled) onJoin(entry);
    });
    (this.#name.value ? this.#join : this.#name).focus();
  }

  /** The call that this tab was in before it was reloaded. */
  get interrupted(): JoinRequest | undefined {
    const room = this.#tabMemory.recall(inCallKey);
    return room !== null && room === this.#meant(roomOfLink()) ? this.#read() : undefined;
  }

  set busy(busy: boolean) {
    this.#join.disabled = busy;
  }

  /** Puts the room into the address, so that a reload, or a copy of the address, leads back into it. */
  entered({ name, room }: JoinRequest): void {
    this.#everMemory.keep(nameKey, name);
    this.#tabMemory.keep(inCallKey, room);
    history.replaceState(null, '', linkTo(room));
  }

  /** Keeps what is written, for when the page is loaded again. */
  keep(): void {
    this.#everMemory.keep(nameKey, this.#name.value);
    history.replaceState(null, '', linkTo(this.#room.value));
  }

  /** Back from a call: a reload stays out of it. */
  returned(): void {
    this.#tabMemory.keep(inCallKey, null);
    this.#join.disabled = false;
    this.#join.focus();
  }

  #read(): JoinRequest | undefined {
    const name = this.#name.value.trim();
    const room = this.#meant(this.#room.value);
    this.#require('name', this.#name, name, this.#text.nameMissing);
    this.#require('room', this.#room, room, this.#text.roomMissing);
    return name && room ? { name, room } : undefined;
  }

  #meant(room: string): string {
    return this.#invited ? room.trim() : roomNameOf(room);
  }

  #require(key: string, input: HTMLInputElement, value: string, sentence: string): void {
    input.ariaInvalid = String(!value);
    if (value) {
      this.#notices.solved(key);
    } else {
      this.#notices.problem(key, sentence);
      input.focus();
    }
  }
}

/** The address that opens this page with a room filled in. */
export function linkTo(room: string): string {
  const url = new URL(location.pathname, location.href);
  url.searchParams.set('room', room);
  return url.href;
}

function roomOfLink(): string {
  return (new URL(location.href).searchParams.get('room') ?? '').trim().slice(0, limits.roomChars);
}
