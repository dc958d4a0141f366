// The record of a purchase by key, as a team writes it with the document client: taken, then completed.
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { HttpError } from './gigs.ts';
import { buy, type Wish } from './shop.ts';

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const TableName = process.env['IDEMPOTENCY_TABLE'];

export async function buyOnce(key: string | undefined, wish: Wish): Promise<Awaited<ReturnType<typeof buy>>> {
  if (!key) throw new HttpError(400, 'The Idempotency-Key header is missing');
  const id = `${wish.user}#${key}`;
  try {
    const Item = { id, status: 'running', expiresAt: Math.ceil(Date.now() / 1000) + 86_400 };
    await table.send(new PutCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(id)' }));
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const { Item } = await table.send(new GetCommand({ TableName, Key: { id } }));
    if (Item?.['status'] === 'done') return Item['purchase'];
    throw new HttpError(409, 'The purchase is being made');
  }
  const purchase = await buy(wish);
  await table.send(
    new UpdateCommand({
      TableName,
      Key: { id },
      UpdateExpression: 'SET #status = :done, purchase = :purchase',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':done': 'done', ':purchase': purchase },
    }),
  );
  return purchase;
}
