using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Repartee.Unity.Compile;

/// <summary>A compiled assembly, read and not run. Members are named "Namespace.Type.Member/parameters".</summary>
internal sealed class Assembly : IDisposable
{
    private readonly PEReader _file;
    private readonly MetadataReader _metadata;

    internal Assembly(byte[] image)
    {
        _file = new PEReader(ImmutableArray.Create(image));
        _metadata = _file.GetMetadataReader();
    }

    internal string Name => _metadata.GetString(_metadata.GetAssemblyDefinition().Name);

    internal IEnumerable<string> References =>
        _metadata.AssemblyReferences.Select(handle => _metadata.GetString(_metadata.GetAssemblyReference(handle).Name));

    /// <summary>Types of another assembly that the code names.</summary>
    internal IEnumerable<string> TypesOf(string assembly) =>
        _metadata.TypeReferences.Where(handle => AssemblyOf(handle) == assembly).Select(NameOf);

    /// <summary>Members of another assembly that the code calls, sets in attributes or overrides.</summary>
    internal IEnumerable<string> MembersOf(string assembly)
    {
        foreach (MemberReference member in _metadata.MemberReferences.Select(_metadata.GetMemberReference))
            if (ParentOf(member.Parent) is TypeReferenceHandle parent && AssemblyOf(parent) == assembly)
                yield return $"{NameOf(parent)}.{_metadata.GetString(member.Name)}/{Parameters(member)}";
        foreach (CustomAttribute attribute in _metadata.CustomAttributes.Select(_metadata.GetCustomAttribute))
            if (attribute.Constructor.Kind == HandleKind.MemberReference
                && ParentOf(_metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent) is TypeReferenceHandle type
                && AssemblyOf(type) == assembly)
                foreach (CustomAttributeNamedArgument<string> set in attribute.DecodeValue(new AttributeTypes()).NamedArguments)
                    yield return $"{NameOf(type)}.set_{set.Name}/1";
        foreach (TypeDefinition type in _metadata.TypeDefinitions.Select(_metadata.GetTypeDefinition))
            if (ParentOf(type.BaseType) is TypeReferenceHandle from && AssemblyOf(from) == assembly)
                foreach (MethodDefinition method in type.GetMethods().Select(_metadata.GetMethodDefinition))
                    if (method.Attributes.HasFlag(MethodAttributes.Virtual) && !method.Attributes.HasFlag(MethodAttributes.NewSlot))
                        yield return $"{NameOf(from)}.{NameOf(method)}";
    }

    /// <summary>Its own public types, each with its base.</summary>
    internal IEnumerable<(string Type, string? Base)> PublicTypes() =>
        from handle in _metadata.TypeDefinitions
        let type = _metadata.GetTypeDefinition(handle)
        where (type.Attributes & TypeAttributes.VisibilityMask) is TypeAttributes.Public or TypeAttributes.NestedPublic
        select (NameOf(handle), BaseOf(type));

    /// <summary>Its own public and protected methods but for overrides, delegates and constructors without parameters. Accessors of a
    /// property stand together.</summary>
    internal IEnumerable<string[]> PublicMembers()
    {
        foreach (TypeDefinitionHandle handle in _metadata.TypeDefinitions)
        {
            TypeDefinition type = _metadata.GetTypeDefinition(handle);
            if ((type.Attributes & TypeAttributes.VisibilityMask) is not (TypeAttributes.Public or TypeAttributes.NestedPublic))
                continue;
            if (BaseOf(type) == "System.MulticastDelegate")
                continue;                                                       // the compiler writes its members
            var accessors = new HashSet<MethodDefinitionHandle>();
            foreach (PropertyDefinition property in type.GetProperties().Select(_metadata.GetPropertyDefinition))
            {
                MethodDefinitionHandle[] both = [property.GetAccessors().Getter, property.GetAccessors().Setter];
                accessors.UnionWith(both);
                string[] visible = [.. both.Where(one => !one.IsNil).Where(IsSeen).Select(one => Full(handle, one))];
                if (visible.Length > 0)
                    yield return visible;
            }

            foreach (MethodDefinitionHandle method in type.GetMethods().Where(IsSeen).Where(one => !accessors.Contains(one)))
                if (!Full(handle, method).EndsWith("..ctor/0", StringComparison.Ordinal))
                    yield return [Full(handle, method)];
        }
    }

    public void Dispose() => _file.Dispose();

    private bool IsSeen(MethodDefinitionHandle handle)
    {
        MethodAttributes attributes = _metadata.GetMethodDefinition(handle).Attributes;
        bool isOverride = attributes.HasFlag(MethodAttributes.Virtual) && !attributes.HasFlag(MethodAttributes.NewSlot);
        return !isOverride && (attributes & MethodAttributes.MemberAccessMask) is (MethodAttributes.Public or MethodAttributes.Family);
    }

    private string Full(TypeDefinitionHandle type, MethodDefinitionHandle method) =>
        $"{NameOf(type)}.{NameOf(_metadata.GetMethodDefinition(method))}";

    private string NameOf(MethodDefinition method) =>
        $"{_metadata.GetString(method.Name)}/{method.DecodeSignature(new AttributeTypes(), null).ParameterTypes.Length}";

    private int Parameters(MemberReference member) => member.GetKind() == MemberReferenceKind.Method
        ? member.DecodeMethodSignature(new AttributeTypes(), null).ParameterTypes.Length
        : 0;

    private string? BaseOf(TypeDefinition type) => type.BaseType.Kind switch
    {
        HandleKind.TypeDefinition when !type.BaseType.IsNil => NameOf((TypeDefinitionHandle)type.BaseType),
        HandleKind.TypeReference => NameOf((TypeReferenceHandle)type.BaseType),
        HandleKind.TypeSpecification => GenericOf(type.BaseType) is { Kind: HandleKind.TypeDefinition } own
            ? NameOf((TypeDefinitionHandle)own)
            : null,
        _ => null,
    };

    private TypeReferenceHandle? ParentOf(EntityHandle parent)
    {
        if (parent.IsNil)
            return null;
        EntityHandle type = parent.Kind == HandleKind.TypeSpecification ? GenericOf(parent) : parent;
        return type.Kind == HandleKind.TypeReference && !type.IsNil ? (TypeReferenceHandle)type : null;
    }

    /// <summary>The type of a generic instance without its arguments; nil for other specifications.</summary>
    private EntityHandle GenericOf(EntityHandle specification)
    {
        BlobReader signature = _metadata.GetBlobReader(_metadata.GetTypeSpecification((TypeSpecificationHandle)specification).Signature);
        if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
            return default;
        signature.ReadByte();                                                   // class or value type
        return signature.ReadTypeHandle();
    }

    private string? AssemblyOf(TypeReferenceHandle handle)
    {
        EntityHandle scope = _metadata.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.AssemblyReference =>
                _metadata.GetString(_metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name),
            HandleKind.TypeReference => AssemblyOf((TypeReferenceHandle)scope),
            _ => null,
        };
    }

    private string NameOf(TypeReferenceHandle handle)
    {
        TypeReference type = _metadata.GetTypeReference(handle);
        string name = _metadata.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? NameOf((TypeReferenceHandle)type.ResolutionScope) + "." + name
            : Qualified(type.Namespace, name);
    }

    private string NameOf(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _metadata.GetTypeDefinition(handle);
        string name = _metadata.GetString(type.Name);
        return type.GetDeclaringType().IsNil ? Qualified(type.Namespace, name) : NameOf(type.GetDeclaringType()) + "." + name;
    }

    private string Qualified(StringHandle scope, string name) => scope.IsNil ? name : _metadata.GetString(scope) + "." + name;
}
