import { Button, Flex, Tooltip, Typography } from 'antd';
import { useTexts } from '../../texts/texts';
import { isIn, letShare, type Shop, SHOP_STATES, type ShopState } from './shop-state';
import { ShopStateTag } from './ShopStateTag';
import { texts } from './texts';

interface StateSummaryProps {
  readonly shops: readonly Shop[];
  readonly today: string;
  readonly chosen: string | undefined;
  readonly onChoose: (state: ShopState | undefined) => void;
}

/** How many shops are in which state; also the plan's legend, and a filter. */
export function StateSummary({ shops, today, chosen, onChoose }: StateSummaryProps) {
  const t = useTexts(texts);
  const share = letShare(shops);
  return (
    <Flex role="group" aria-label={t.status} gap="small" wrap align="center">
      {SHOP_STATES.map((state) => {
        const count = shops.filter((shop) => isIn(shop, state, today)).length;
        return (
          <Tooltip key={state} title={state === 'EXPIRING' ? t.expiringHint : undefined}>
            <Button
              color={chosen === state ? 'primary' : 'default'}
              variant="outlined"
              aria-pressed={chosen === state}
              onClick={() => onChoose(chosen === state ? undefined : state)}
            >
              <ShopStateTag state={state} />
              <span className="number">{count}</span>
            </Button>
          </Tooltip>
        );
      })}
      {share !== undefined && (
        <Typography.Text type="secondary">
          {t.occupancy} <Typography.Text strong>{share}</Typography.Text>
        </Typography.Text>
      )}
    </Flex>
  );
}
