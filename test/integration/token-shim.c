/*
 * A PKCS#11 module that passes every call on to another one (SHIM_MODULE), writes the name of the calls it watches to
 * SHIM_LOG, and fails, hangs, crashes or lies as the lines of SHIM_CONTROL say, read anew at each call:
 *
 *   C_Sign 32           answers 0x32 (C_Sign, C_Login, C_OpenSession, C_SignInit, C_GenerateKeyPair)
 *   C_Initialize a      answers 0xa while asked for locks of the operating system
 *   flags 20000         sets flags in CK_TOKEN_INFO
 *   crash 1 / hang 1    at C_Sign
 *   extractable 1       says of every object that it is extractable
 *   each-time 1         says of every object that it asks for the PIN each time
 *   raw-point 1         gives CKA_EC_POINT without the OCTET STRING around it
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pkcs11.h"

static CK_FUNCTION_LIST_PTR real;
static CK_FUNCTION_LIST shim;

static int told(const char *word, unsigned long *value) {
  const char *path = getenv("SHIM_CONTROL");
  FILE *file = path ? fopen(path, "r") : NULL;
  if (!file) return 0;
  char name[64];
  unsigned long number;
  int found = 0;
  while (fscanf(file, "%63s %lx", name, &number) == 2)
    if (strcmp(name, word) == 0) {
      *value = number;
      found = 1;
    }
  fclose(file);
  return found;
}

static void note(const char *name) {
  const char *path = getenv("SHIM_LOG");
  FILE *file = path ? fopen(path, "a") : NULL;
  if (!file) return;
  fprintf(file, "%s\n", name);
  fclose(file);
}

#define WATCH(name)                              \
  unsigned long answer;                          \
  note(name);                                    \
  if (told(name, &answer)) return (CK_RV)answer;

static CK_RV initialize(CK_VOID_PTR arguments) {
  unsigned long answer;
  note("C_Initialize");
  if (told("C_Initialize", &answer) && ((CK_C_INITIALIZE_ARGS_PTR)arguments)->flags & CKF_OS_LOCKING_OK)
    return (CK_RV)answer;
  return real->C_Initialize(arguments);
}

static CK_RV token_info(CK_SLOT_ID slot, CK_TOKEN_INFO_PTR info) {
  unsigned long flags;
  CK_RV rv = real->C_GetTokenInfo(slot, info);
  if (rv == CKR_OK && told("flags", &flags)) info->flags |= flags;
  return rv;
}

static CK_RV login(CK_SESSION_HANDLE s, CK_USER_TYPE user, CK_UTF8CHAR_PTR pin, CK_ULONG length) {
  WATCH("C_Login")
  return real->C_Login(s, user, pin, length);
}

static CK_RV open_session(CK_SLOT_ID slot, CK_FLAGS flags, CK_VOID_PTR app, CK_NOTIFY notify,
                          CK_SESSION_HANDLE_PTR s) {
  WATCH("C_OpenSession")
  return real->C_OpenSession(slot, flags, app, notify, s);
}

static CK_RV sign_init(CK_SESSION_HANDLE s, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key) {
  WATCH("C_SignInit")
  return real->C_SignInit(s, mechanism, key);
}

static CK_RV sign(CK_SESSION_HANDLE s, CK_BYTE_PTR data, CK_ULONG length, CK_BYTE_PTR signature,
                  CK_ULONG_PTR signature_length) {
  unsigned long ignored;
  if (told("crash", &ignored)) abort();
  if (told("hang", &ignored)) {
    note("hanging");
    for (;;) sleep(60);
  }
  WATCH("C_Sign")
  return real->C_Sign(s, data, length, signature, signature_length);
}

static CK_RV generate(CK_SESSION_HANDLE s, CK_MECHANISM_PTR mechanism, CK_ATTRIBUTE_PTR public_template,
                      CK_ULONG public_count, CK_ATTRIBUTE_PTR private_template, CK_ULONG private_count,
                      CK_OBJECT_HANDLE_PTR public_key, CK_OBJECT_HANDLE_PTR private_key) {
  WATCH("C_GenerateKeyPair")
  return real->C_GenerateKeyPair(s, mechanism, public_template, public_count, private_template, private_count,
                                 public_key, private_key);
}

static CK_RV attribute(CK_SESSION_HANDLE s, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_PTR list, CK_ULONG count) {
  unsigned long yes;
  CK_ATTRIBUTE_PTR only = &list[0];
  if (count == 1 && only->type == CKA_EC_POINT && told("raw-point", &yes)) {
    CK_BYTE wrapped[256];
    CK_ATTRIBUTE whole = {CKA_EC_POINT, wrapped, sizeof wrapped};
    CK_RV answer = real->C_GetAttributeValue(s, object, &whole, 1);
    if (answer != CKR_OK) return answer;
    if (only->pValue && only->ulValueLen >= whole.ulValueLen - 2)
      memcpy(only->pValue, wrapped + 2, whole.ulValueLen - 2);
    only->ulValueLen = whole.ulValueLen - 2;
    return CKR_OK;
  }
  CK_RV rv = real->C_GetAttributeValue(s, object, list, count);
  if (rv != CKR_OK || count != 1) return rv;
  int lie = (only->type == CKA_EXTRACTABLE && told("extractable", &yes)) ||
            (only->type == 0x202 && told("each-time", &yes));
  if (lie && only->pValue) *(CK_BBOOL *)only->pValue = 1;
  return rv;
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR list) {
  void *library = dlopen(getenv("SHIM_MODULE"), RTLD_NOW | RTLD_LOCAL);
  if (!library) return CKR_GENERAL_ERROR;
  CK_C_GetFunctionList get = (CK_C_GetFunctionList)dlsym(library, "C_GetFunctionList");
  if (!get || get(&real) != CKR_OK) return CKR_GENERAL_ERROR;
  shim = *real;
  shim.C_Initialize = initialize;
  shim.C_GetTokenInfo = token_info;
  shim.C_Login = login;
  shim.C_OpenSession = open_session;
  shim.C_SignInit = sign_init;
  shim.C_Sign = sign;
  shim.C_GenerateKeyPair = generate;
  shim.C_GetAttributeValue = attribute;
  shim.C_GetFunctionList = C_GetFunctionList;
  *list = &shim;
  return CKR_OK;
}
