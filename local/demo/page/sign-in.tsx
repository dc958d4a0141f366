import { people, type UserName } from './session.ts';

export function SignIn({ onSignIn }: { readonly onSignIn: (user: UserName) => void }) {
  return (
    <main class="sign-in">
      <span class="logo" aria-hidden="true">
        +
      </span>
      <h1>Top up in two taps</h1>
      <p class="soft">Everything here runs on this machine, so nobody asks for a password. Who are you?</p>
      <ul class="people">
        {(Object.keys(people) as UserName[]).map((user) => (
          <li key={user}>
            <button type="button" class="person" onClick={() => onSignIn(user)}>
              <span class={`avatar avatar-${user}`} aria-hidden="true">
                {people[user].name[0]}
              </span>
              <span>
                <strong>{people[user].name}</strong>
                <span class="soft">{people[user].about}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </main>
  );
}
