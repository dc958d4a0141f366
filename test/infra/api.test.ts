import { describe, expect, it } from 'vitest';
import { accessLogFields } from '../../infra/constructs/http-api.ts';
import { type Operation, operationNames, operations, routeKeyOf } from '../../shared/contract/operations.ts';
import { type Json, synthesize, synthesizeChanged } from './synthesized.ts';

const { service } = synthesize('test');
const routes = service.properties('AWS::ApiGatewayV2::Route');
const authorizer = service.only('AWS::ApiGatewayV2::Authorizer');
const stage = service.only('AWS::ApiGatewayV2::Stage');

const all: [string, Operation][] = operationNames.map((name) => [name, operations[name]]);
const open = all.filter(([, { access }]) => access === 'public');
const closed = all.filter(([, { access }]) => access !== 'public');

function routeOf(operation: Operation): Json {
  return routes.find(({ RouteKey }: Json) => RouteKey === routeKeyOf(operation));
}

describe('the routes', () => {
  it('are those of the contract and no other: no $default, no proxy', () => {
    const expected = all.map(([, operation]) => routeKeyOf(operation));
    expect(routes.map(({ RouteKey }) => RouteKey).sort()).toEqual(expected.sort());
  });

  it('are public three times, and these are harmless', () => {
    expect(open.map(([name]) => name)).toEqual(['getHealth', 'getOpenApi', 'getProblem']);
    for (const [, operation] of open) expect(routeOf(operation)).toMatchObject({ AuthorizationType: 'NONE' });
  });

  it.each(closed)('%s asks for a token with its scope', (_name, operation) => {
    expect(routeOf(operation)).toMatchObject({
      AuthorizationType: 'JWT',
      AuthorizerId: { Ref: authorizer.id },
      AuthorizationScopes: [operation.access === 'buy' ? 'top-ups:buy' : 'top-ups:read'],
    });
  });

  it.each(all)('%s may invoke the function, by its alias and from this route alone', (_name, operation) => {
    const permission = service
      .properties('AWS::Lambda::Permission')
      .find(({ SourceArn }) => JSON.stringify(SourceArn).includes(`/*/*${operation.path}"`));
    const [alias] = service.all('AWS::Lambda::Alias').filter(([id]) => id.startsWith('api'));
    expect(permission).toMatchObject({
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: alias?.[0] },
      Principal: 'apigateway.amazonaws.com',
    });
  });

  it('end at the function by way of its alias, as events of format 2.0', () => {
    const integration = service.only('AWS::ApiGatewayV2::Integration');
    const [alias] = service.all('AWS::Lambda::Alias').filter(([id]) => id.startsWith('api'));
    expect(integration.Properties).toMatchObject({
      IntegrationType: 'AWS_PROXY',
      PayloadFormatVersion: '2.0',
      IntegrationUri: { Ref: alias?.[0] },
    });
    for (const { Target } of routes) expect(JSON.stringify(Target)).toContain(integration.id);
  });

  it('ask for no scope where the stage says none', () => {
    const functions = { GIGS_PROJECT: 'example-test', READ_SCOPE: 'none', BUY_SCOPE: 'shop' };
    const changed = synthesizeChanged({ functions }).service.properties('AWS::ApiGatewayV2::Route');
    const scopes = (key: string) => changed.find(({ RouteKey }) => RouteKey === key);
    expect(scopes('GET /v1/project')).toMatchObject({ AuthorizationType: 'JWT' });
    expect(scopes('GET /v1/project').AuthorizationScopes ?? []).toEqual([]);
    expect(scopes(routeKeyOf(operations.buyTopUp)).AuthorizationScopes).toEqual(['shop']);
  });
});

describe('the authorizer', () => {
  it("takes tokens of the stage's issuer for its audience, from the Authorization header", () => {
    expect(authorizer.Properties).toMatchObject({
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: 'https://id.test.example.com/', Audience: ['gigs-top-ups-test'] },
    });
  });
});

describe('the stage', () => {
  it('throttles everything, and what buys or ends more tightly', () => {
    expect(stage.Properties.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 });
    const buying = all.filter(([, { access }]) => access === 'buy').map(([, operation]) => routeKeyOf(operation));
    expect(buying).toHaveLength(2);
    expect(stage.Properties.RouteSettings).toEqual(
      Object.fromEntries(buying.map((key) => [key, { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 }])),
    );
  });

  it('is made after the routes that it has settings for', () => {
    const ids = service.all('AWS::ApiGatewayV2::Route').map(([id]) => id);
    expect(stage.DependsOn).toEqual(expect.arrayContaining(ids));
  });

  it('logs every request as JSON, into a group of its own', () => {
    const { Format, DestinationArn } = stage.Properties.AccessLogSettings;
    expect(JSON.parse(Format)).toEqual(accessLogFields);
    expect(JSON.stringify(DestinationArn)).toContain('AccessLog');
  });

  it('logs no path, no address and nothing of the token', () => {
    const logged = stage.Properties.AccessLogSettings.Format;
    expect(logged).not.toMatch(/context\.(path|identity|authorizer\.claims|customDomain)|rawPath|querystring/i);
  });

  it('is the one without a prefix, and deploys itself', () => {
    expect(stage.Properties).toMatchObject({ StageName: '$default', AutoDeploy: true });
  });
});

describe('a domain of its own', () => {
  const production = synthesize('production').service;

  it('takes the place of the default address', () => {
    expect(production.only('AWS::ApiGatewayV2::Api').Properties.DisableExecuteApiEndpoint).toBe(true);
    const { Properties } = production.only('AWS::ApiGatewayV2::DomainName');
    expect(Properties.DomainName).toBe('top-ups.example.com');
    expect(Properties.DomainNameConfigurations).toMatchObject([
      { EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2', CertificateArn: expect.stringContaining(':acm:') },
    ]);
    const mapping = production.only('AWS::ApiGatewayV2::ApiMapping');
    expect(mapping.Properties.Stage).toBe('$default');
    expect(mapping.DependsOn).toContain(production.only('AWS::ApiGatewayV2::Stage').id);
    expect(Object.keys(production.json.Outputs).sort()).toEqual(['DomainTarget', 'Url']);
  });

  it('is not there where the stage names none', () => {
    expect(service.all('AWS::ApiGatewayV2::DomainName')).toEqual([]);
    expect(service.only('AWS::ApiGatewayV2::Api').Properties.DisableExecuteApiEndpoint).toBe(false);
  });
});

describe('CORS', () => {
  it('is off', () => {
    expect(service.only('AWS::ApiGatewayV2::Api').Properties).not.toHaveProperty('CorsConfiguration');
  });

  it('is for exactly the origins that a stage names, and sends no cookies', () => {
    const api = synthesize('scratch').service.only('AWS::ApiGatewayV2::Api');
    expect(api.Properties.CorsConfiguration).toMatchObject({
      AllowOrigins: ['https://demo.test.example.com'],
      AllowMethods: ['GET', 'POST', 'DELETE'],
      AllowHeaders: expect.arrayContaining(['authorization', 'idempotency-key']),
    });
    expect(api.Properties.CorsConfiguration).not.toHaveProperty('AllowCredentials');
  });
});
