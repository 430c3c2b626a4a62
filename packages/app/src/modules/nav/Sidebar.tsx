import {
  Sidebar,
  SidebarDivider,
  SidebarGroup,
  SidebarItem,
  SidebarScrollWrapper,
  SidebarSpace,
  useSidebarPinState,
} from '@backstage/core-components';
import { NavContentBlueprint, NavContentNavItems } from '@backstage/plugin-app-react';
import { NotificationsSidebarItem } from '@backstage/plugin-notifications';
import { SidebarSearchModal } from '@backstage/plugin-search';
import { UserSettingsSignInAvatar } from '@backstage/plugin-user-settings';
import MenuIcon from '@material-ui/icons/Menu';
import SearchIcon from '@material-ui/icons/Search';
import { useEffect } from 'react';
import { RAIL_CLOSED_PX, RAIL_OPEN_PX, RAIL_WIDTH_VARIABLE } from './railWidth';
import { SidebarLogo } from './SidebarLogo';

const PAYMENT_PAGES = ['page:payrec-reconciliation', 'page:payrec-fraud', 'page:payrec-pipelines'];

function useRailWidth() {
  const { isPinned } = useSidebarPinState();
  useEffect(() => {
    const width = isPinned ? RAIL_OPEN_PX : RAIL_CLOSED_PX;
    document.documentElement.style.setProperty(RAIL_WIDTH_VARIABLE, `${width}px`);
  }, [isPinned]);
}

const Rail = ({ navItems }: { navItems: NavContentNavItems }) => {
  useRailWidth();
  const nav = navItems.withComponent(item => (
    <SidebarItem icon={() => item.icon} to={item.href} text={item.title} title={item.title} />
  ));
  // These have places of their own below.
  nav.take('page:search');
  nav.take('page:notifications');
  return (
    <Sidebar sidebarOptions={{ drawerWidthClosed: RAIL_CLOSED_PX, drawerWidthOpen: RAIL_OPEN_PX }}>
      <SidebarLogo />
      <SidebarGroup label="Search" icon={<SearchIcon />} to="/search">
        <SidebarSearchModal />
      </SidebarGroup>
      <SidebarDivider />
      <SidebarGroup label="Menu" icon={<MenuIcon />}>
        {PAYMENT_PAGES.map(id => nav.take(id))}
        {nav.take('page:catalog')}
        <SidebarDivider />
        <SidebarScrollWrapper>{nav.rest({ sortBy: 'title' })}</SidebarScrollWrapper>
      </SidebarGroup>
      <SidebarSpace />
      <SidebarDivider />
      <NotificationsSidebarItem />
      <SidebarGroup label="Settings" icon={<UserSettingsSignInAvatar />} to="/settings">
        {nav.take('page:app-visualizer')}
        {nav.take('page:user-settings')}
      </SidebarGroup>
    </Sidebar>
  );
};

export const RailContent = NavContentBlueprint.make({
  params: { component: ({ navItems }) => <Rail navItems={navItems} /> },
});
