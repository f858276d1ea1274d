import { Flex, theme, Typography } from 'antd';
import { Link } from 'react-router';
import { useTexts } from '../../texts/texts';
import { areaOf, floorsOf, letShare, type Shop, shopState, SHOP_TONES } from './shop-state';
import { ShopStateTag } from './ShopStateTag';
import { texts } from './texts';

interface FloorPlanProps {
  readonly shops: readonly Shop[];
  /** All of the mall, whatever is filtered: shares of a floor are of all of it. */
  readonly all: readonly Shop[];
  /** The mall's, `YYYY-MM-DD`. */
  readonly today: string;
}

/** Floors from the lowest up, and on each its shops as tiles that are as wide as the shop is large. */
export function FloorPlan({ shops, all, today }: FloorPlanProps) {
  const t = useTexts(texts);
  return (
    <Flex vertical gap="large">
      {floorsOf(shops).map((floor) => {
        const whole = all.filter((shop) => shop.floor === floor.name);
        const share = letShare(whole);
        const name = floor.name ?? t.noFloor;
        return (
          <section key={name} aria-label={name}>
            <Flex align="baseline" gap="small" wrap style={{ marginBlockEnd: 8 }}>
              <Typography.Title level={2} style={{ margin: 0, fontSize: 16 }}>
                {name}
              </Typography.Title>
              <Typography.Text type="secondary" className="number">
                {[
                  t.count(whole.length),
                  t.square(Math.round(areaOf(whole)).toLocaleString('en')),
                  ...(share === undefined ? [] : [t.letShare(share)]),
                ].join(' · ')}
              </Typography.Text>
            </Flex>
            <Flex component="ul" wrap gap={6} style={{ margin: 0, padding: 0, listStyle: 'none' }}>
              {floor.shops.map((shop) => (
                <Tile key={shop.id} shop={shop} today={today} />
              ))}
            </Flex>
          </section>
        );
      })}
    </Flex>
  );
}

/** Pixels of a tile's width: the smallest has room for its words, the largest leaves room for others. */
function widthOf(areaSqm: string | null): number {
  return Math.round(Math.min(300, Math.max(132, 13 * Math.sqrt(Number(areaSqm ?? 0)))));
}

function Tile({ shop, today }: { readonly shop: Shop; readonly today: string }) {
  const t = useTexts(texts);
  const { token } = theme.useToken();
  const state = shopState(shop, today);
  const colors = {
    good: [token.colorSuccess, token.colorSuccessBg],
    warning: [token.colorWarning, token.colorWarningBg],
    busy: [token.colorInfo, token.colorInfoBg],
    bad: [token.colorError, token.colorErrorBg],
    quiet: [token.colorTextQuaternary, token.colorFillQuaternary],
  }[SHOP_TONES[state]];
  const day = shop.letUntil ? t.until(shop.letUntil) : shop.letFrom ? t.from(shop.letFrom) : undefined;
  return (
    <li style={{ flex: `1 1 ${widthOf(shop.areaSqm)}px`, minWidth: 0, maxWidth: 360 }}>
      <Link
        to={`/shops/${shop.id}`}
        style={{
          display: 'flex',
          flexDirection: 'column',
          gap: 2,
          height: '100%',
          padding: '8px 10px',
          borderRadius: token.borderRadius,
          border: `1px solid ${token.colorBorderSecondary}`,
          borderInlineStart: `3px solid ${colors[0]}`,
          background: colors[1],
          color: token.colorText,
        }}
      >
        <Flex justify="space-between" gap={6} style={{ fontSize: 12 }}>
          <span className="number" style={{ fontWeight: 600 }}>
            {shop.code}
          </span>
          {shop.areaSqm !== null && (
            <span className="number" style={{ color: token.colorTextSecondary, whiteSpace: 'nowrap' }}>
              {t.square(String(Math.round(Number(shop.areaSqm))))}
            </span>
          )}
        </Flex>
        <Line>{shop.name}</Line>
        <Line quiet>{shop.tenantName ?? ' '}</Line>
        <Flex align="center" gap={6} wrap style={{ marginBlockStart: 'auto', fontSize: 12 }}>
          <ShopStateTag state={state} />
          {day !== undefined && (
            <span className="number" style={{ whiteSpace: 'nowrap' }}>
              {day}
            </span>
          )}
        </Flex>
      </Link>
    </li>
  );
}

function Line({ children, quiet = false }: { readonly children: string; readonly quiet?: boolean }) {
  const { token } = theme.useToken();
  return (
    <span
      title={children.trim() === '' ? undefined : children}
      style={{
        overflow: 'hidden',
        textOverflow: 'ellipsis',
        whiteSpace: 'nowrap',
        minHeight: '1.5em',
        fontSize: quiet ? 12 : 14,
        color: quiet ? token.colorTextSecondary : token.colorText,
      }}
    >
      {children}
    </span>
  );
}
