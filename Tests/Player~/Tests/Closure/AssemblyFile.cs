using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Repartee.Player.Tests.Closure
{
    /// <summary>A compiled assembly, read and not run.</summary>
    internal sealed class AssemblyFile : IDisposable
    {
        private static readonly string[] Loaders =
        {
            "NativeLibrary.", "Marshal.GetDelegateForFunctionPointer", "AssemblyLoadContext.LoadUnmanagedDll",
            "AssemblyLoadContext.add_ResolvingUnmanagedDll",
        };

        private readonly PEReader _file;
        private readonly MetadataReader _metadata;

        public AssemblyFile(string path)
        {
            Name = Path.GetFileNameWithoutExtension(path);
            _file = new PEReader(File.OpenRead(path));
            if (!_file.HasMetadata)
                throw new InvalidDataException($"{path}: expected a managed assembly, but found none.");
            _metadata = _file.GetMetadataReader();
        }

        public string Name { get; }

        public IEnumerable<string> References =>
            _metadata.AssemblyReferences.Select(handle => _metadata.GetString(_metadata.GetAssemblyReference(handle).Name));

        /// <summary>Members of other assemblies that the code uses, as "Type.Member".</summary>
        public IEnumerable<string> UsedMembers => _metadata.MemberReferences.Select(_metadata.GetMemberReference).Select(NameOf);

        /// <summary>Everything that would run or load native code: imported functions, code that is not IL, calls of unmanaged pointers,
        /// and loaders of libraries.</summary>
        public IEnumerable<string> NativeCode()
        {
            if ((_file.PEHeaders.CorHeader!.Flags & CorFlags.ILOnly) == 0)
                yield return $"{Name}: has code that is not IL";
            foreach (MethodDefinition method in _metadata.MethodDefinitions.Select(_metadata.GetMethodDefinition))
            {
                MethodImplAttributes kind = method.ImplAttributes & (MethodImplAttributes.CodeTypeMask | MethodImplAttributes.InternalCall);
                if (!method.GetImport().Module.IsNil)
                    yield return $"{Name}: imports {NameOf(method)} from {ModuleOf(method)}";
                else if (kind != MethodImplAttributes.IL && kind != MethodImplAttributes.Runtime)
                    yield return $"{Name}: {NameOf(method)} is {kind}";
            }

            foreach (BlobHandle signature in CallSites())
                if (_metadata.GetBlobReader(signature).ReadSignatureHeader().CallingConvention is not
                    (SignatureCallingConvention.Default or SignatureCallingConvention.VarArgs))
                    yield return $"{Name}: calls an unmanaged pointer";
            foreach (string member in UsedMembers)
                if (Loaders.Any(loader => member.StartsWith(loader, StringComparison.Ordinal)))
                    yield return $"{Name}: uses {member}";
        }

        /// <summary>Members of the framework that give or take a read-only reference. Debian's Mono has them without the mark that compiled
        /// code looks for, the indexer of ReadOnlySpan above all, and throws MissingMethodException.</summary>
        public IEnumerable<string> ReadOnlyReferences() =>
            from handle in _metadata.MemberReferences
            let member = _metadata.GetMemberReference(handle)
            where member.GetKind() == MemberReferenceKind.Method
            where Marks(member).Contains("InAttribute") && !IsOurs(member.Parent)
            select $"{Name}: {NameOf(member)}";

        public void Dispose() => _file.Dispose();

        private IReadOnlyList<string> Marks(MemberReference member)
        {
            var signature = new SignatureReader(_metadata);
            member.DecodeMethodSignature(signature, null);
            return signature.Marks;
        }

        private bool IsOurs(EntityHandle parent)
        {
            if (parent.Kind is not (HandleKind.TypeReference or HandleKind.TypeSpecification))
                return true;
            var type = new SignatureReader(_metadata);
            if (parent.Kind == HandleKind.TypeReference)
                type.GetTypeFromReference(_metadata, (TypeReferenceHandle)parent, 0);
            else
                _metadata.GetTypeSpecification((TypeSpecificationHandle)parent).DecodeSignature(type, null);
            return type.Assemblies.Count > 0 && type.Assemblies[0].StartsWith("Repartee", StringComparison.Ordinal);
        }

        private IEnumerable<BlobHandle> CallSites()
        {
            int count = _metadata.GetTableRowCount(TableIndex.StandAloneSig);
            for (int row = 1; row <= count; row++)
            {
                StandaloneSignature signature = _metadata.GetStandaloneSignature(MetadataTokens.StandaloneSignatureHandle(row));
                if (signature.GetKind() == StandaloneSignatureKind.Method)
                    yield return signature.Signature;
            }
        }

        private string NameOf(MethodDefinition method) =>
            _metadata.GetString(_metadata.GetTypeDefinition(method.GetDeclaringType()).Name) + "." + _metadata.GetString(method.Name);

        private string NameOf(MemberReference member) => TypeName(member.Parent) + "." + _metadata.GetString(member.Name);

        private string TypeName(EntityHandle parent) => parent.Kind switch
        {
            HandleKind.TypeReference => _metadata.GetString(_metadata.GetTypeReference((TypeReferenceHandle)parent).Name),
            HandleKind.TypeDefinition => _metadata.GetString(_metadata.GetTypeDefinition((TypeDefinitionHandle)parent).Name),
            HandleKind.TypeSpecification => _metadata.GetTypeSpecification((TypeSpecificationHandle)parent)
                .DecodeSignature(new SignatureReader(_metadata), null),
            _ => parent.Kind.ToString(),
        };

        private string ModuleOf(MethodDefinition method) =>
            _metadata.GetString(_metadata.GetModuleReference(method.GetImport().Module).Name);
    }
}
