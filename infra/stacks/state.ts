import { CfnOutput, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { StageSettings } from '../config.ts';
import { createEncryptionKey } from '../constructs/encryption-key.ts';
import { createGigsKeySecret } from '../constructs/gigs-key-secret.ts';
import { createLedgerTable } from '../constructs/ledger-table.ts';
import { type ExportName, exportNameOf, prefixOf } from '../names.ts';

/** What must outlive every deployment: the ledgers of purchases, the Gigs API key, and the key that encrypts both. */
export class StateStack extends Stack {
  constructor(scope: Construct, id: string, settings: StageSettings) {
    const { stage, account, region } = settings;
    const isKept = settings.removalPolicy === 'retain';
    super(scope, id, {
      stackName: `${prefixOf(stage)}-state`,
      description: `Gigs top-ups, stage ${stage}: ledgers and Gigs API key. Deleting it is deleting who bought what`,
      env: { region, ...(account !== null && { account }) },
      terminationProtection: isKept,
    });
    const removalPolicy = isKept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const encryptionKey = settings.customerManagedKey
      ? createEncryptionKey(this, `alias/${prefixOf(stage)}`, removalPolicy)
      : undefined;
    if (encryptionKey) {
      Tags.of(encryptionKey).add('data-class', 'secret');
      this.exportAs(stage, 'encryption-key-arn', encryptionKey.keyArn);
    }

    const table = createLedgerTable(this, { removalPolicy, encryptionKey });
    Tags.of(table).add('data-class', 'personal');
    this.exportAs(stage, 'ledger-table-name', table.tableName);

    if (settings.gigsKeySecretArn === null) {
      const name = `${prefixOf(stage)}/gigs-api-key`;
      const secret = createGigsKeySecret(this, { name, removalPolicy, encryptionKey });
      Tags.of(secret).add('data-class', 'secret');
      this.exportAs(stage, 'gigs-key-secret-arn', secret.ref);
    }
  }

  private exportAs(stage: string, name: ExportName, value: string): void {
    new CfnOutput(this, `export-${name}`, { exportName: exportNameOf(stage, name), value });
  }
}
