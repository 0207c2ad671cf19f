using System.Collections.Generic;
using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Repartee.Player.Tests.Closure
{
    /// <summary>Names of a signature's types, the assemblies they come from in order, and the required marks (modreq) on them.</summary>
    internal sealed class SignatureReader : ISignatureTypeProvider<string, object?>
    {
        private readonly MetadataReader _metadata;

        public SignatureReader(MetadataReader metadata) => _metadata = metadata;

        private string Own => _metadata.GetString(_metadata.GetAssemblyDefinition().Name);

        public List<string> Marks { get; } = new List<string>();

        public List<string> Assemblies { get; } = new List<string>();

        public string GetModifiedType(string modifier, string unmodified, bool isRequired)
        {
            if (isRequired)
                Marks.Add(modifier);
            return unmodified;
        }

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            TypeReference type = reader.GetTypeReference(handle);
            EntityHandle scope = type.ResolutionScope;
            while (scope.Kind == HandleKind.TypeReference)
                scope = reader.GetTypeReference((TypeReferenceHandle)scope).ResolutionScope;
            Assemblies.Add(scope.Kind == HandleKind.AssemblyReference
                ? reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name)
                : Own);
            return reader.GetString(type.Name);
        }

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
        {
            Assemblies.Add(Own);
            return reader.GetString(reader.GetTypeDefinition(handle).Name);
        }

        public string GetTypeFromSpecification(MetadataReader reader, object? context, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, context);

        public string GetGenericInstantiation(string type, ImmutableArray<string> arguments) => $"{type}<{string.Join(",", arguments)}>";

        public string GetArrayType(string element, ArrayShape shape) => element + "[,]";

        public string GetSZArrayType(string element) => element + "[]";

        public string GetByReferenceType(string element) => element + "&";

        public string GetPointerType(string element) => element + "*";

        public string GetPinnedType(string element) => element;

        public string GetPrimitiveType(PrimitiveTypeCode type) => type.ToString();

        public string GetFunctionPointerType(MethodSignature<string> signature) => "pointer";

        public string GetGenericMethodParameter(object? context, int index) => "!!" + index;

        public string GetGenericTypeParameter(object? context, int index) => "!" + index;
    }
}
