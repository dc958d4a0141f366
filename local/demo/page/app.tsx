import { useMemo, useState } from 'preact/hooks';
import type { TopUp } from '../../../client/src/top-ups-client.ts';
import { Journal } from './journal.ts';
import { Panel } from './panel.tsx';
import { clientFor, rememberedUser, rememberUser, type UserName } from './session.ts';
import { Shop } from './shop.tsx';
import { SignIn } from './sign-in.tsx';

/** The phone, and beside it on wide screens what goes on behind. */
export function App() {
  const [user, setUser] = useState<UserName | null>(rememberedUser);
  const [looked, setLooked] = useState<TopUp | null>(null);
  const journal = useMemo(() => new Journal(), []);
  const client = useMemo(() => user && clientFor(user, journal), [user, journal]);

  function signIn(name: UserName | null): void {
    rememberUser(name);
    setLooked(null);
    setUser(name);
  }

  return (
    <div class="stage">
      <div class="phone">
        {user && client ? (
          <Shop
            key={user}
            user={user}
            client={client}
            journal={journal}
            onSignOut={() => signIn(null)}
            onLook={setLooked}
          />
        ) : (
          <div class="screen">
            <SignIn onSignIn={signIn} />
          </div>
        )}
      </div>
      <Panel journal={journal} looked={looked} />
    </div>
  );
}
