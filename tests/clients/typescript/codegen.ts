// What a frontend writes once: where the schema is, where its queries are, and what the scalars are in TypeScript.
import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  // A frontend of its own house writes the gateway's address here: http://127.0.0.1:4000/schema.graphql
  schema: '../../../schema.graphql',
  // The operations that GraphiQL opens with, and those between the lines of this folder.
  documents: ['../../../src/graphiql/examples/*.graphql', '*.ts'],
  generates: {
    'generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'string',
        importExtension: '.js',
        useTypeImports: true,
        // Enums are unions of strings that a value may join later without breaking a program that is out there.
        enumType: 'string-literal',
        futureProofEnums: true,
        // Amounts are exact and stay so: JavaScript's numbers cannot hold them. A scalar without a line is an error.
        strictScalars: true,
        scalars: {
          CurrencyCode: 'string',
          Date: 'string',
          DateTime: 'string',
          Decimal: 'string',
          JSON: 'unknown',
          // A file goes into a part of its own, and null stands in its place.
          Upload: 'null',
        },
      },
    },
  },
};

export default config;
