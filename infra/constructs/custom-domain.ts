import { CfnOutput } from 'aws-cdk-lib';
import { ApiMapping, DomainName, type HttpApi, type HttpStage, SecurityPolicy } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Construct } from 'constructs';
import type { StageSettings } from '../config.ts';

/** The operator's own name for the API. Where DNS is to point to is an output: zones are often in another account. */
export function addCustomDomain(
  scope: Construct,
  { name, certificateArn }: NonNullable<StageSettings['customDomain']>,
  api: HttpApi,
  stage: HttpStage,
): void {
  const domainName = new DomainName(scope, 'Domain', {
    domainName: name,
    certificate: Certificate.fromCertificateArn(scope, 'Certificate', certificateArn),
    securityPolicy: SecurityPolicy.TLS_1_2,
  });
  new ApiMapping(scope, 'DomainMapping', { api, domainName, stage }).node.addDependency(stage);
  new CfnOutput(scope, 'DomainTarget', {
    description: `What the DNS record of ${name} is to be an alias of`,
    value: domainName.regionalDomainName,
  });
}
