"use client";

import { LogOut, Monitor, Moon, Sun, UserRound } from "lucide-react";
import { useRouter } from "next/navigation";
import { Header, MenuSection, Separator } from "react-aria-components";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { useSession, useSignOut } from "@/lib/client/session";
import { setTheme, type Theme } from "./theme";

const LOOKS: readonly { id: Theme; name: string; icon: typeof Sun }[] = [
  { id: "system", name: "As the system", icon: Monitor },
  { id: "light", name: "Light", icon: Sun },
  { id: "dark", name: "Dark", icon: Moon },
];

/** Who is signed in; sessions, appearance and the way out. */
export function AccountMenu() {
  const { data } = useSession();
  const signOut = useSignOut();
  const router = useRouter();
  if (!data?.user) {
    return <span className="h-7 w-24" />;
  }
  const { displayName, username, roles } = data.user;
  return (
    <Menu
      label="Account"
      trigger={
        <Button className="max-w-52" look="quiet" size="small">
          <UserRound aria-hidden="true" className="shrink-0" size={14} />
          <span className="truncate max-md:sr-only">{displayName}</span>
        </Button>
      }
    >
      <MenuSection>
        <Header className="px-2 py-1.5">
          <span className="block max-w-60 truncate font-medium">{displayName}</span>
          <span className="block text-xs text-ink-soft">
            {username} · {roles.join(", ").replaceAll("_", " ")}
          </span>
        </Header>
        <MenuItem onAction={() => router.push("/settings")}>Sessions and settings</MenuItem>
      </MenuSection>
      <Separator className="my-1 border-t border-line" />
      <MenuSection>
        <Header className="label px-2 pt-1">Appearance</Header>
        {LOOKS.map(({ id, name, icon: Icon }) => (
          <MenuItem key={id} onAction={() => setTheme(id)} textValue={name}>
            <Icon aria-hidden="true" size={14} /> {name}
          </MenuItem>
        ))}
      </MenuSection>
      <Separator className="my-1 border-t border-line" />
      <MenuSection>
        <MenuItem onAction={() => signOut.mutate()} textValue="Sign out">
          <LogOut aria-hidden="true" size={14} /> Sign out
        </MenuItem>
      </MenuSection>
    </Menu>
  );
}
